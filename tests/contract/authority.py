"""A certificate authority of the test's own, made with openssl."""

import shutil
import subprocess
from pathlib import Path

from tests.servers import require


class Authority:
    """Signs certificates that hold for a few days."""

    def __init__(self, folder: Path, name: str = "Heed test") -> None:
        require(shutil.which("openssl"), "openssl (apt-get install -y openssl)")
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.certificate = folder / "ca.crt"
        self._key = folder / "ca.key"
        extensions = (
            "basicConstraints=critical,CA:TRUE",
            "keyUsage=critical,keyCertSign,cRLSign",
        )
        self._openssl(
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3"),
            *("-subj", f"/CN={name}", "-keyout", self._key, "-out", self.certificate),
            *(part for line in extensions for part in ("-addext", line)),
        )

    def sign(self, name: str, alternative: str = "") -> tuple[Path, Path]:
        """A certificate and its key; `alternative` as in `IP:127.0.0.1`."""
        certificate, key, request = (
            self._folder / f"{name}.{ending}" for ending in ("crt", "key", "csr")
        )
        self._openssl(
            *("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}"),
            *("-keyout", key, "-out", request),
        )
        extensions = self._folder / f"{name}.ext"
        lines = [
            "authorityKeyIdentifier=keyid",
            "subjectKeyIdentifier=hash",
            *([f"subjectAltName={alternative}"] if alternative else []),
        ]
        extensions.write_text("\n".join(lines) + "\n")
        self._openssl(
            *("x509", "-req", "-in", request, "-days", "3", "-CAcreateserial"),
            *("-CA", self.certificate, "-CAkey", self._key),
            *("-extfile", extensions, "-out", certificate),
        )
        return certificate, key

    @staticmethod
    def _openssl(*arguments: str | Path) -> None:
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)
