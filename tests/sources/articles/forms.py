"""Small documents of every form, all telling the same."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime

from tracker.model.source import Snapshot
from tracker.sources.parsing.articles.forms import Article
from tracker.sources.parsing.articles.reading import read_article

FIRST = "The rouble fell 3 percent against the dollar on Tuesday, as the chancellor spoke of sanctions in Berlin."
SECOND = "Nobody in the market was surprised by that, traders said, and the central bank was silent about it all."

PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Rouble falls | The Paper</title>
<meta property="article:published_time" content="2014-11-12T14:15:00-05:00">
<meta name="author" content="A. Writer"><link rel="canonical" href="https://paper.example/rouble">
<script>var stolen = "The rouble rose 90 percent on Monday.";</script></head>
<body><nav><ul><li><a href="/a">Markets of the whole world today</a></li><li><a href="/b">Sport</a></li></ul></nav>
<div class="teasers"><a href="/c">Ten other things that you should also read before you go to bed tonight</a></div>
<article><h1>Rouble falls</h1><figure><img src="x"><figcaption>A photograph by somebody</figcaption></figure>
<p>{FIRST}</p><p>{SECOND}</p></article><footer>All rights reserved by The Paper</footer></body></html>"""

MARKDOWN = f"""---
title: "Rouble falls"
author: A. Writer
published_time: 2014-11-12 14:15:00-05:00
---

## What happened

{FIRST.replace("chancellor", "**chancellor**").replace("sanctions", "[sanctions](https://x.example/a)")}

> {SECOND}
"""

TEXT = f"""Some paper keeps its old stories.

Rouble falls

November 12, 2014, 2:15pm EST
By A. Writer

{FIRST}

{SECOND}
"""

MAIL = (
    "From: A. Writer <writer@paper.example>\r\nDate: Wed, 12 Nov 2014 14:15:00 -0500\r\n"
    "Subject: =?utf-8?q?Rouble_falls?=\r\n"
    "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n"
    f"--x\r\nContent-Type: text/html\r\n\r\n<p>not this</p>\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    f"{FIRST}\r\n\r\n{SECOND}\r\n--x--\r\n"
)

FEED = f"""<?xml version="1.0" encoding="UTF-8"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<language>en-us</language>
<item><title>Rouble falls</title><link>https://paper.example/rouble</link><author>A. Writer</author>
<pubDate>Wed, 12 Nov 2014 14:15:00 -0500</pubDate><description>In short.</description>
<content:encoded><![CDATA[<p>{FIRST}</p><p>{SECOND}</p>]]></content:encoded></item>
<item><title>Another</title><description>Of another thing.</description></item></channel></rss>"""


def pdf(*lines: str, title: str = "Rouble falls") -> bytes:
    """A PDF of one page with these lines, of our own writing."""
    shown = "".join(f"({line}) Tj T* " for line in lines)
    stream = zlib.compress(f"BT /F1 10 Tf 12 TL 40 800 Td {shown}ET".encode("latin-1"))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 %s >> >> >>"
        % b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        f"<< /Title ({title}) /CreationDate (D:20141112141500-05'00') >>".encode(),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def snapshot(content: bytes, media_type: str = "") -> Snapshot:
    """The bytes as if just retrieved."""
    return Snapshot(
        source="document",
        url="",
        kind="article",
        retrieved_at=datetime(2026, 11, 22, tzinfo=UTC),
        sha256="",
        content=content,
        media_type=media_type,
    )


def read(content: bytes | str, name: str = "article", media_type: str = "", item: int = 1) -> Article:
    """The article in the bytes, in an installation whose zone is Berlin's."""
    raw = content.encode() if isinstance(content, str) else content
    return read_article(snapshot(raw, media_type), name=name, zone_name="Europe/Berlin", item=item)
