"""Which certificates are trusted: the system's store, or a bundle the user names instead."""

from __future__ import annotations

import ssl
from pathlib import Path

from tracker.errors import ConfigError

_EXPIRED, _NOT_YET_VALID, _OTHER_NAME = 10, 9, frozenset({62, 63, 64})
_KNOWN_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Alpine, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # macOS, BSD
)


def tls_context(ca_bundle: Path | None) -> ssl.SSLContext:
    """A verifying TLS context; ``ConfigError`` when the named bundle cannot be read."""
    if ca_bundle is None:
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return ssl.create_default_context(cafile=str(ca_bundle))
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"the certificate bundle {ca_bundle} cannot be read: {error}.",
            remedy="Point TRACKER_CA_BUNDLE at a PEM file, or unset it to use the system's certificates.",
        ) from error


def certificate_words(error: ssl.SSLCertVerificationError) -> tuple[str, str]:
    """What is wrong with a certificate, to be followed by the host's name, and what to do about it.

    The codes are OpenSSL's; the stores of other systems give words alone.
    """
    code, said = getattr(error, "verify_code", None), str(getattr(error, "verify_message", "") or error).lower()
    if code == _EXPIRED or "expired" in said:
        return (
            "an expired certificate is shown by",
            "Check this machine's clock; else the server's owner must renew it.",
        )
    if code == _NOT_YET_VALID or "not yet valid" in said:
        return "a certificate that is not yet valid is shown by", "Check this machine's clock."
    if code in _OTHER_NAME or "mismatch" in said or "not valid for" in said:
        return (
            "a certificate made out to another name is shown by",
            "Something on the way answers in its place: check HTTPS_PROXY and the network's log-in page.",
        )
    return (
        "no trusted issuer stands behind the certificate of",
        "If a company proxy signs certificates here, point TRACKER_CA_BUNDLE at a PEM file with its CA.",
    )


def system_bundle() -> Path | None:
    """The file with the system's certificates, for libraries that bring their own unless told; None where no file is.

    SSL_CERT_FILE goes first, as everywhere.
    """
    paths = ssl.get_default_verify_paths()
    candidates = (paths.cafile, paths.openssl_cafile, *_KNOWN_BUNDLES)
    return next((Path(name) for name in candidates if name and Path(name).is_file()), None)
