"""SOAP 1.1: the request for one operation, and the result inside the answer's envelope."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from tracker.model.source import Request, Snapshot
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.markup import local, root_of

_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"


def call(url: str, *, namespace: str, operation: str, arguments: Mapping[str, str], kind: str) -> Request:
    """One operation as a request.

    All operations of a service share one address. The fragment, which is never sent, tells their documents apart and
    keeps what was asked for.
    """
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in arguments.items())
    body = (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<soap:Envelope xmlns:soap="{_ENVELOPE}"><soap:Body>'
        f'<{operation} xmlns="{namespace}">{inner}</{operation}>'
        "</soap:Body></soap:Envelope>"
    )
    asked = f"?{urlencode(arguments)}" if arguments else ""
    return Request(
        url=f"{url}#{operation}{asked}",
        kind=kind,
        headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{namespace}{operation}"'},
        body=body.encode(),
    )


def arguments_of(snapshot: Snapshot) -> dict[str, str]:
    """What a document of the service was asked for with; empty where its address does not say."""
    return dict(parse_qsl(urlsplit(snapshot.url).fragment.partition("?")[2]))


def result_of(snapshot: Snapshot, operation: str, expected: str) -> ET.Element:
    """The element ``<operation>Result``; raises ``ParseError`` for a fault, in its words, and any other answer."""
    root = root_of(snapshot, expected)
    wanted = f"{operation}Result"
    for element in root.iter():
        if local(element.tag) == "Fault":
            said = next((one.text or "" for one in element.iter() if local(one.tag) in {"faultstring", "Text"}), "")
            raise damaged(snapshot, f"the service answers with a fault: {said.strip()[:200] or 'without a reason'}")
        if local(element.tag) == wanted:
            return element
    raise damaged(snapshot, f"{expected} was expected, and the answer holds no {wanted}")
