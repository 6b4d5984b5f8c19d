"""A mail relay for tests: takes mails by SMTP into a folder, and misbehaves as the recipient's name says.

refuse@ is unknown, later@ is greylisted, hang@ gets no answer to the mail's text, drop@ loses the connection instead, early@
loses it before the text. Prints its port. Needs aiosmtpd.
"""

import argparse
import asyncio
import pathlib
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


class Relay:
    def __init__(self, folder, encrypted):
        self.folder = folder
        self.encrypted = encrypted
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "refuse":
            return "550 5.1.1 No such user here"
        if name == "later":
            return "451 4.7.1 Greylisted, try again later"
        if name == "early":
            server.transport.abort()
            return "421 4.3.0 gone"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        self.count += 1
        secured = "tls" if session.ssl or self.encrypted else "clear"
        user = session.auth_data.decode() if isinstance(session.auth_data, bytes) else "nobody"
        path = self.folder / f"{self.count:04d}-{name}-{secured}-{user}.eml"
        path.write_bytes(envelope.original_content)
        if name == "hang":
            await asyncio.sleep(3600)
        if name == "drop":
            server.transport.abort()
        return f"250 2.0.0 Ok: queued as {self.count:04d}"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"firm" and data.password == b"relay password"
    return AuthResult(success=good, handled=False, auth_data=data.login if good else None)


async def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=pathlib.Path, required=True)
    options.add_argument("--cert")
    options.add_argument("--key")
    options.add_argument("--tls", choices=["none", "starttls", "tls"], default="starttls")
    wanted = options.parse_args()
    context = None
    if wanted.tls != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(wanted.cert, wanted.key)
    relay = Relay(wanted.folder, wanted.tls == "tls")

    def session():
        starttls = context if wanted.tls == "starttls" else None
        return SMTP(
            relay,
            hostname="relay.test",
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=authenticate,
            auth_required=wanted.tls != "none",
            auth_require_tls=wanted.tls == "starttls",
        )

    loop = asyncio.get_running_loop()
    implicit = context if wanted.tls == "tls" else None
    server = await loop.create_server(session, "127.0.0.1", 0, ssl=implicit)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
