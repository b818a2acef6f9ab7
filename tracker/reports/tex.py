"""Text for TeX: every sign that means something to it escaped, so that it is printed and never obeyed."""

from __future__ import annotations

_SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    '"': r"\textquotedbl{}",
}
_IN_TEXT = {
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "−": r"\ensuremath{-}",
    "●": r"\ensuremath{\bullet}",
    "○": r"\ensuremath{\circ}",
    "†": r"\dag{}",
    "→": r"\ensuremath{\rightarrow}",
    "±": r"\ensuremath{\pm}",
    "…": r"\ldots{}",
    "·": r"\textperiodcentered{}",
    "\u00a0": "~",
    "\u202f": r"\,",
}
"""Signs that fonts of the old encodings lack, or draw as others."""


def escaped(text: str) -> str:
    r"""One line of text, cleaned before, as TeX prints it.

    >>> escaped("50 % of {x}_1")
    '50 \\% of \\{x\\}\\_1'
    """
    return "".join(_SIGNS.get(one, one) for one in text)


def typeset(text: str) -> str:
    r"""The same for running text and tables: signs that old fonts lack as commands.

    >>> typeset("−2.6 % <b>")
    '\\ensuremath{-}2.6 \\% \\textless{}b\\textgreater{}'
    """
    return "".join(_SIGNS.get(one) or _IN_TEXT.get(one, one) for one in text)
