"""Capitalised words that tell no act from another: terms of the trade, places, and names that many texts have."""

from __future__ import annotations

_TERMS = """
    a.m act action actions activities additional administration advisor affairs african after air aircraft all allies
    ambassadors america amid and announcement announces announcing april armed army assets august background bank
    banking banks biden blocking branch buyers call center central centre certain cet choice cjsc co commercial
    commission companies company congress continues control corp corporation costs council credit crime criminal
    day december decision decree defence defense delegations department designation designations development
    directive economic edt efforts emergency energy enterprise entities entity est establishment eu european
    evasion exchange executive export exporters fact february federal federation finance financial first food for
    forces foreign foundation friday from fund further gas general global gmbh good government group harmful hello
    his holding holdings house identifications impose imposes imposing inc individual individuals industrial
    industries industry institute internal international investment investments islamic issuance january joined
    joint jsc july june key l.l.c leaders liability licence license limited list llc lng logistics ltd machinery
    magnitsky-related management march may measures members minister ministers ministry moderator monday more mr
    names narcotics national nearly new no nobody non-proliferation not notice november oao obama october ofac off
    office officials ofsi oil ojsc on-the-record one ooo order organization other p.m package pao partners people
    person persons petroleum pjsc plant please president presidential press previewing private program programme
    property providing public publication pursuant puts readout regulation regulations related remarks republic
    research respect room rouble ruble russia russian russian-related s.a sanction sanctions says science sdn
    second sectoral security senate senior separatist-held september service services severe sheet shipping ships
    specified state statement states stock summit support swift takes technology teleconference terrorism thank
    thanks the their these they third this thursday today trade trading transnational treasury trump tuesday two
    type u.s uk ukraine ukrainian union united unknown update us usa vessels via war wednesday west when white
    with you zao
"""
_PLACES = """
    beijing belarus belarusian berlin brussels canada china chinese crimea crimean cuba democratic donbas donetsk east
    eastern germany india iran iranian iraq iraqi japan kiev korea kyiv libya london luhansk minsk moscow nato
    north osce paris poland south syria syrian turkey ukraine-related venezuela venezuelan washington western
"""
_PEOPLE = """
    abd abdul abdullah abu ahmad ahmed aleksandr aleksei alexander alexey ali andrei andrey angela antony barack boris
    charles david dmitri dmitry donald emmanuel friedrich herman ibrahim igor ivan jake jen joe johnson joseph jr
    keir kim leyen macron marco merkel merz michel mikhail mohamed mohammad mohammed muhammad nikolai olaf oleg
    pavel psaki putin rishi rubio scholz scott sergei sergey starmer sullivan sunak theresa ursula viktor vladimir
    volodymyr von yuri yuriy zelensky zelenskyy
"""

COMMON = frozenset(f"{_TERMS} {_PLACES} {_PEOPLE}".split())
"""In lower case. Leaders sign everything, and lists are full of given names."""
