"""A small OpenID Connect provider on loopback: it really signs, and lies on request."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "duta", "a-secret-of-the-directory"


def key_pair():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    """``claims`` are put over the true ones; ``key`` signs; ``description`` is put over the discovery document."""

    def __init__(self):
        self.own_key = self.key = key_pair()
        self.claims, self.description, self.header = {}, {}, {"kid": "one"}
        self.asked, self.tokens, self.nonce = [], 0, ""
        self.algorithm, self.jwks = "RS256", None

    def id_token(self):
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT, "sub": "4711", "iat": now, "exp": now + 300, "nonce": self.nonce,
            "email": "wibisono@kemlu.example", "email_verified": True, **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, self.key, algorithm=self.algorithm, headers=self.header)

    def answer(self, path):
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.address, "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token", "jwks_uri": f"{self.address}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_basic"], **self.description,
            }  # fmt: skip
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.own_key.public_key()))
            return self.jwks or {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}
        return None


@contextmanager
def running():
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self._send(provider.answer(urlsplit(self.path).path))

        def do_POST(self):
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            provider.asked.append((self.headers.get("Authorization", ""), form))
            self._send({"access_token": "x", "token_type": "Bearer", "id_token": provider.id_token()})

        def _send(self, answer):
            body = json.dumps(answer).encode()
            self.send_response(200 if answer is not None else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    provider.place = f"127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield provider
    server.shutdown()
