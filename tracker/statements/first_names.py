"""First names that mark two words with capitals as a person where every noun has one."""

from __future__ import annotations

from tracker.statements.lexicon import words

FIRST_NAMES = words("""
    adam albert alexander alexandra alexej alexei alexej alice alina andrea andreas andrei andrej andré andy
    angela anke anna annalena anne annegret anton antonio antony armin arseni artur barack barbara bernd bernhard
    bettina birgit björn boris brigitte bruno carl carsten catherine charles christian christiane christine
    christoph christopher claudia claus clemens cornelia daniel david denis denys dieter dietmar dirk dmitri
    dmitrij dmitry dmytro donald eckhard edgar eduard elke ella elmar elvira elwira emmanuel ekaterina erich ernst
    eva evelyn ewa federica felix florian frank frank-walter franz françois friedrich gabriele gabriel gennadi
    georg georgi george gerd gerhard gerald gitanas gernot gregor günter günther guido gunther hans hans-dietrich
    harald heike heiko heinrich heinz helga helmut herbert hermann holger horst hubertus igor ilse ina ingo irina
    iris isabel iwan jacob jake jakob james jan jan-claude janet janis jared jean jean-claude jean-yves jeffrey
    jens jerome jim joachim joe johann johannes john jonathan josef josep joseph juan judith julia julian jürgen
    jörg karen karin karl karsten katarina katarzyna katharina katja katrin kevin kirill klaus konstantin
    kristalina kurt lars laurent leif leonid linda lindsey lloyd lothar ludwig luigi lukas maia manfred manuel
    marc marcel marco marcus maria mario marie marie-agnes marina mark marietta markus martin martina mateusz
    matthias matteo max maxim mette michael michail mike mirko mitch monika moritz nancy niels nikolai nikolaj
    nils norbert nicola olaf oleg oleksij oleksii olga oliver omid otto patrick paul paula pawel peter petr petra
    petro philip philipp pierre rainer ralf ralph reinhard rex ricarda richard rishi robert robin roderich roland
    rolf roman rudolf ruslan sabine sahra sandra sara sarah sascha saskia sebastian sergei sergej sergey serhij
    sigmar silvio simon sophie stefan steffen stephan stephen steve steven sven svenja susan susanne sylvia
    tatjana theresa thierry thomas thorsten tilman timo tino tobias tom torsten udo ulrich ulrike ursula ute uwe
    valdis valentina vera verena viktor viktoria victoria vitali vladimir volker volodymyr walter wassili werner
    wilhelm william winfried witali wjatscheslaw wladimir wolfgang wolodymyr xi yulia yvonne zbigniew
""")
