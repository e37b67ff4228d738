import pytest

from tests.vectors.fixed import COURIER_KEY, OFFICE_KEY, STRANGER_KEY, high_s
from tracking.kernel.ids import b64u, b64u_bytes
from tracking.kernel.signing import (
    ORDER,
    NotCompact,
    NotSigned,
    PrivateKey,
    PublicKey,
    UnusableKey,
    compact_json,
    is_low_s,
    low_s,
    sign_jws,
    signed_payload,
    split_jws,
)

# RFC 7515 appendix A.3.
JWS_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
JWS = (
    "eyJhbGciOiJFUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
    "cnVlfQ"
    ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
# RFC 6979 appendix A.2.5, "sample" with SHA-256; its s is the high one.
SECRET = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
SAMPLE_R = 0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716
SAMPLE_S = 0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8
# RFC 9449 section 6.1.
THUMBED_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
    "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
}
THUMBPRINT = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"


def test_the_signature_of_the_standard_verifies():
    parts = split_jws(JWS.encode())
    key = PublicKey.from_jwk(JWS_KEY)

    assert key.has_signed(signature=parts.signature, message=parts.signed)
    assert not key.has_signed(signature=parts.signature, message=parts.signed + b"x")


def test_signing_is_that_of_the_standard_with_the_low_s():
    signature = PrivateKey.from_secret(SECRET).sign(b"sample")

    assert signature == SAMPLE_R.to_bytes(32) + (ORDER - SAMPLE_S).to_bytes(32)


def test_the_thumbprint_is_that_of_the_standard():
    assert PublicKey.from_jwk(THUMBED_KEY).thumbprint == THUMBPRINT


def test_a_key_comes_back_from_its_jwk_whatever_else_that_says():
    jwk = OFFICE_KEY.public.jwk() | {"ext": True, "key_ops": ["verify"], "kid": "x"}

    assert PublicKey.from_jwk(jwk) == OFFICE_KEY.public
    assert len({PublicKey.from_jwk(jwk), OFFICE_KEY.public, COURIER_KEY.public}) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"kty": "OKP"},
        {"crv": "P-384"},
        {"crv": "secp256k1"},
        {"d": JWS_KEY["x"]},
        {"x": None},
        {"x": JWS_KEY["x"] + "="},
        {"x": JWS_KEY["x"][:-1]},
        {"y": JWS_KEY["x"]},
        {"x": b64u(bytes(32)), "y": b64u(bytes(32))},
        {"x": b64u(b"\xff" * 32)},
    ],
)
def test_another_jwk_is_no_key(changes):
    with pytest.raises(UnusableKey):
        PublicKey.from_jwk(JWS_KEY | changes)


def test_both_twins_of_a_signature_verify_and_one_is_low():
    message = b"message"
    signature = OFFICE_KEY.sign(message)
    twin = high_s(signature)

    assert OFFICE_KEY.public.has_signed(signature=twin, message=message)
    assert is_low_s(signature)
    assert not is_low_s(twin)
    assert low_s(twin) == low_s(signature) == signature


@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(64), bytes(65), b"\xff" * 64])
def test_other_bytes_are_no_signature(signature):
    assert not OFFICE_KEY.public.has_signed(signature=signature, message=b"")


def test_a_private_key_comes_back_from_its_file_and_does_not_show_itself():
    key = PrivateKey.generate()

    assert PrivateKey.from_der(key.der()).public == key.public
    assert key.public.thumbprint in repr(key)
    assert str(key._key.private_numbers().private_value) not in repr(key)


@pytest.mark.parametrize("secret", [0, ORDER])
def test_a_number_off_the_curve_is_no_private_key(secret):
    with pytest.raises(UnusableKey):
        PrivateKey.from_secret(secret)


# Ed25519 of RFC 8410 section 10.3: a private key, of another curve.
ED25519 = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp-K06_nwoy_HU--CXqI9EdVhC"


@pytest.mark.parametrize("der", [b"", b"key", b64u_bytes(ED25519)])
def test_another_file_is_no_private_key(der):
    with pytest.raises(UnusableKey):
        PrivateKey.from_der(der)


@pytest.mark.parametrize("jws", [b"", b".", b"a.b", b"AAAA.AAAA", b"AA.AA.A\xff", b"A.AA.AA"])
def test_other_texts_are_not_compact(jws):
    with pytest.raises(NotCompact):
        split_jws(jws)


def test_a_statement_is_believed_from_a_known_key_and_of_its_own_type_only():
    keys = {key.public.thumbprint: key.public for key in (OFFICE_KEY, COURIER_KEY)}
    jws = sign_jws(typ="x+jwt", payload=compact_json({"a": 1}), key=OFFICE_KEY)
    foreign = sign_jws(typ="x+jwt", payload=compact_json({"a": 1}), key=STRANGER_KEY)

    assert signed_payload(jws=jws, typ="x+jwt", keys=keys) == {"a": 1}
    for bad, typ in ((jws, "y+jwt"), (foreign, "x+jwt"), (jws[:-4] + "AAAA", "x+jwt"), ("é", "x")):
        with pytest.raises(NotSigned):
            signed_payload(jws=bad, typ=typ, keys=keys)
