"""An authority that never was, with OCSP and revocation lists, for the tests: certomancer, and what goes wrong in the field.

`revocation_authority.py FOLDER` makes keys and certificates below FOLDER (`certs/NAME.crt`, PEM), prints the port that it
serves on, and serves until it is killed. Besides what the configuration beside this file says:

    /test/ocsp/stale    answers as of two years ago
    /test/ocsp/hung     takes the question and never answers
    /test/ocsp/big      answers without an end
    /test/ocsp/lost     knows no certificate
    /test/ocsp/away     redirects to another place, for ever

`POST /forgive/NAME` and `POST /condemn/NAME` change what is said of a certificate from then on. `GET /asked` is how often each
path was asked for, as JSON.

`revocation_authority.py --vectors FOLDER` writes certificates and answers of one moment as files instead.
"""

import json
import pathlib
import socket
import sys
import threading
from datetime import datetime, timedelta, timezone

from asn1crypto import ocsp, x509
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, ServiceLabel
from certomancer.registry.issued.general import RevocationStatus
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from werkzeug.serving import make_server

HERE = pathlib.Path(__file__).parent
HOLDERS = (
    "good revoked held listed unlisted stale wrong hung big lost away".split()
)
# What the vectors are of.
MOMENT = datetime(2026, 11, 1, 12, tzinfo=timezone.utc)


def make_keys(folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in "root issuer responder stranger holder".split():
        if name in ("root", "issuer", "stranger"):
            key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        else:
            key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        (folder / f"{name}.pem").write_bytes(pem)


def load(folder: pathlib.Path, prefix: str):
    make_keys(folder / "keys")
    config = CertomancerConfig.from_file(
        str(HERE / "revocation_authority.yml"),
        key_search_dir=str(folder),
        config_search_dir=str(folder),
        external_url_prefix=prefix,
    )
    return config.pki_archs[ArchLabel("test")]


def pem(der: bytes) -> bytes:
    from asn1crypto import pem as armour

    return armour.armor("CERTIFICATE", der)


class Authority:
    """certomancer's answers, and the ones that no honest responder gives."""

    def __init__(self, arch):
        self.arch = arch
        self.animator = Animator(
            AnimatorArchStore({ArchLabel("test"): arch}),
            with_web_ui=False,
            allow_time_override=False,
        )
        self.asked = {}
        self.lock = threading.Lock()

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        with self.lock:
            self.asked[path] = self.asked.get(path, 0) + 1
        special = {
            "/test/ocsp/stale": self.stale,
            "/test/ocsp/hung": self.hung,
            "/test/ocsp/big": self.big,
            "/test/ocsp/lost": self.lost,
            "/test/ocsp/away": self.away,
            "/asked": self.tell,
        }.get(path)
        if special:
            return special(environ, start_response)
        verb, _, name = path.strip("/").partition("/")
        if verb in ("forgive", "condemn"):
            self.change(verb, name)
            start_response("204 No Content", [])
            return []
        # The lists of a test are made while it runs: none is kept.
        return self.animator(environ, start_response)

    def change(self, verb, name):
        spec = self.arch.get_cert_spec(CertLabel(name))
        revocation = None
        if verb == "condemn":
            revocation = RevocationStatus(
                revoked_since=datetime(2026, 1, 1, tzinfo=timezone.utc), reason="key_compromise"
            )
        # The configuration is frozen when it has been read.
        object.__setattr__(spec, "revocation", revocation)

    def answer(self, environ, start_response, status=None, at=None):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        request = ocsp.OCSPRequest.load(environ["wsgi.input"].read(length))
        responder = self.arch.service_registry.summon_responder(
            ServiceLabel("issuer"), at or datetime.now(timezone.utc)
        )
        if status:
            plain = responder.format_single_ocsp_response

            def unknown(cid, issuer):
                single = plain(cid, issuer)
                single["cert_status"] = ocsp.CertStatus(name="unknown")
                return single

            responder.format_single_ocsp_response = unknown
        body = responder.build_ocsp_response(request).dump()
        headers = [("Content-Type", "application/ocsp-response"), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers)
        return [body]

    def stale(self, environ, start_response):
        at = datetime.now(timezone.utc) - timedelta(days=730)
        return self.answer(environ, start_response, at=at)

    def lost(self, environ, start_response):
        return self.answer(environ, start_response, status="unknown")

    def hung(self, environ, start_response):
        threading.Event().wait()

    def big(self, environ, start_response):
        start_response("200 OK", [("Content-Type", "application/ocsp-response")])
        while True:
            yield bytes(65536)

    def away(self, environ, start_response):
        start_response("307 Temporary Redirect", [("Location", "/test/ocsp/away")])
        return []

    def tell(self, environ, start_response):
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(self.asked).encode()]


def serve(folder: pathlib.Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arch = load(folder, f"http://127.0.0.1:{port}")
    (folder / "certs").mkdir(exist_ok=True)
    for name in HOLDERS + ["issuer", "root", "stranger"]:
        (folder / "certs" / f"{name}.crt").write_bytes(pem(arch.get_cert(CertLabel(name)).dump()))
    server = make_server("127.0.0.1", port, Authority(arch), threaded=True)
    print(port, flush=True)
    server.serve_forever()


def vectors(folder: pathlib.Path) -> None:
    import tempfile

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as keys:
        arch = load(pathlib.Path(keys), "http://ca.test")
        write = lambda name, data: (folder / name).write_bytes(data)
        cert = lambda name: arch.get_cert(CertLabel(name))
        for name in ["root", "issuer", "stranger", "good", "revoked", "held", "listed", "unlisted"]:
            write(f"{name}.crt.der", cert(name).dump())
        issuer = cert("issuer")

        def ask(name, nonce=bytes(32), label="issuer", at=MOMENT):
            subject = cert(name)
            cid = ocsp.CertId(
                {
                    "hash_algorithm": {"algorithm": "sha1"},
                    "issuer_name_hash": subject.issuer.sha1,
                    "issuer_key_hash": issuer.public_key.sha1,
                    "serial_number": subject.serial_number,
                }
            )
            tbs = {"request_list": [{"req_cert": cid}]}
            if nonce is not None:
                tbs["request_extensions"] = [{"extn_id": "nonce", "extn_value": nonce}]
            responder = arch.service_registry.summon_responder(ServiceLabel(label), at)
            return responder.build_ocsp_response(ocsp.OCSPRequest({"tbs_request": tbs})).dump()

        for name in ["good", "revoked", "held"]:
            write(f"{name}.ocsp.der", ask(name))
        write("good-without-nonce.ocsp.der", ask("good", nonce=None))
        write("good-other-nonce.ocsp.der", ask("good", nonce=b"\x01" * 32))
        write("good-wrong-signer.ocsp.der", ask("good", label="wrong"))
        write("good-stale.ocsp.der", ask("good", at=MOMENT - timedelta(days=730)))
        refused = ocsp.OCSPResponse({"response_status": "unauthorized"})
        write("unauthorized.ocsp.der", refused.dump())
        crl = arch.service_registry.get_crl(ServiceLabel("issuer"), at_time=MOMENT)
        write("issuer.crl.der", crl.dump())
        crl = arch.service_registry.get_crl(ServiceLabel("root"), at_time=MOMENT)
        write("root.crl.der", crl.dump())


if __name__ == "__main__":
    if sys.argv[1] == "--vectors":
        vectors(pathlib.Path(sys.argv[2]))
    else:
        serve(pathlib.Path(sys.argv[1]))
