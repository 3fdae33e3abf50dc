"""A mail server for tests, by aiosmtpd. Says its port, then one line of JSON for each mail that it took.

Arguments, as JSON: tls ("none", "starttls", "implicit"), cert, key, user, password, replies (to each RCPT in turn, the
last for ever).
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

options = json.loads(sys.argv[1])
replies = options["replies"]


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = [
            {"type": part.get_content_type(), "text": part.get_content()}
            for part in mail.walk()
            if not part.is_multipart()
        ]
        told = {
            "to": envelope.rcpt_tos,
            "tls": server.transport.get_extra_info("ssl_object") is not None,
            "authenticated": bool(session.authenticated),
            "headers": {name: str(value) for name, value in mail.items()},
            "parts": parts,
            "defects": [str(defect) for part in mail.walk() for defect in part.defects],
        }
        print(json.dumps(told), flush=True)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (options["user"].encode(), options["password"].encode())
    return AuthResult(success=right, handled=right)


def context():
    if options["tls"] == "none":
        return None
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(options["cert"], options["key"])
    return made


async def main():
    tls = context()
    implicit = options["tls"] == "implicit"
    secured = {"tls_context": tls, "require_starttls": True} if options["tls"] == "starttls" else {}
    if options["user"]:
        secured |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": options["tls"] == "starttls"}
    loop = asyncio.get_running_loop()
    factory = lambda: SMTP(Handler(), hostname="localhost", enable_SMTPUTF8=True, loop=loop, **secured)
    server = await loop.create_server(factory, "127.0.0.1", 0, ssl=tls if implicit else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
