"""What can be wrong with APNs credentials: the numbered, documented part of each finding."""

from __future__ import annotations

from pushbench.domain.finding import Severity
from pushbench.providers.formats.notice import Notice

TOKEN_BASED = "Apple, Establishing a token-based connection to APNs"
CERTIFICATE_BASED = "Apple, Establishing a certificate-based connection to APNs"

NO_SIGN_IN = Notice(
    "APNS900",
    Severity.ERROR,
    "Nothing to sign in with",
    "Apple takes a push only from a sender with a key or a certificate.",
    "Add the .p8 key with Key ID and Team ID, or a .p12 certificate.",
    TOKEN_BASED,
)
BOTH_SIGN_INS = Notice(
    "APNS901",
    Severity.WARNING,
    "Key and certificate",
    "A connection signs in one way; the key is used and the certificate is not.",
    "Remove the one that is not meant.",
    TOKEN_BASED,
)
KEY_UNREADABLE = Notice(
    "APNS902",
    Severity.ERROR,
    "Key unusable",
    "The sign-in token is signed with a P-256 key in a .p8 file.",
    "Choose the AuthKey_<Key ID>.p8 file from the developer portal.",
    TOKEN_BASED,
)
KEY_ID = Notice(
    "APNS903",
    Severity.ERROR,
    "Key ID missing or malformed",
    "The Key ID has ten capital letters and digits; Apple finds the key by it.",
    "Take it from the key's file name, AuthKey_<Key ID>.p8, or from the developer portal.",
    TOKEN_BASED,
)
TEAM_ID = Notice(
    "APNS904",
    Severity.ERROR,
    "Team ID missing or malformed",
    "The Team ID has ten capital letters and digits and stands for the account the key belongs to.",
    "Look under Membership in your Apple account.",
    TOKEN_BASED,
)
SAME_IDS = Notice(
    "APNS905",
    Severity.ERROR,
    "Key ID and Team ID are the same",
    "They name different things, so one of them was pasted into both fields.",
    "Take the Key ID from the key's file name and the Team ID from Membership.",
    TOKEN_BASED,
)
BUNDLE = Notice(
    "APNS906",
    Severity.ERROR,
    "Bundle ID missing or malformed",
    "The topic is made of the bundle id and the suffix of the push type.",
    "Write the bundle id exactly as in the app, without a suffix.",
    "Apple, Sending notification requests to APNs",
)
CERTIFICATE_UNREADABLE = Notice(
    "APNS910",
    Severity.ERROR,
    "Certificate unusable",
    "TLS needs the certificate and its private key, as a .p12 or as PEM text.",
    "Export certificate and key together from Keychain Access.",
    CERTIFICATE_BASED,
)
CERTIFICATE_TOPIC = Notice(
    "APNS911",
    Severity.ERROR,
    "Certificate of another app",
    "A push certificate covers one app and its own suffixes; Apple answers 400 TopicDisallowed for others.",
    "Use the certificate of this app, or correct the bundle id.",
    CERTIFICATE_BASED,
)
CERTIFICATE_ENVIRONMENT = Notice(
    "APNS912",
    Severity.ERROR,
    "Certificate of the other environment",
    "Apple answers 403 BadCertificateEnvironment.",
    "Use the profile of the certificate's environment, or a certificate for both.",
    CERTIFICATE_BASED,
)
CERTIFICATE_KIND = Notice(
    "APNS913",
    Severity.NOTE,
    "What the certificate covers",
    "A certificate covers only part of the push types; location pushes need a key.",
    "Use a .p8 key to send every push type.",
    CERTIFICATE_BASED,
)
ADDRESS = Notice(
    "APNS920",
    Severity.ERROR,
    "Address unusable",
    "The profile's own addresses replace Apple's hosts.",
    "Write scheme, host and port, for example https://127.0.0.1:8443.",
    "Pushbench",
)
CUSTOM_KEY = Notice(
    "APNS921",
    Severity.ERROR,
    "Custom key that is taken",
    "aps belongs to Apple, and image and link need keys of their own.",
    "Choose another key, for example image and link.",
    "Pushbench",
)
PROXY_PASSWORD = Notice(
    "APNS923",
    Severity.WARNING,
    "Proxy password in plain text",
    "A plain field is stored and shown as it is.",
    "Store the proxy as a secret of the profile.",
    "Pushbench",
)
CHOICE = Notice(
    "APNS922",
    Severity.ERROR,
    "Unknown choice",
    "The field takes only the values offered.",
    "Pick one of the values offered.",
    "Pushbench",
)
NOTICES: tuple[Notice, ...] = (
    NO_SIGN_IN,
    BOTH_SIGN_INS,
    KEY_UNREADABLE,
    KEY_ID,
    TEAM_ID,
    SAME_IDS,
    BUNDLE,
    CERTIFICATE_UNREADABLE,
    CERTIFICATE_TOPIC,
    CERTIFICATE_ENVIRONMENT,
    CERTIFICATE_KIND,
    ADDRESS,
    CUSTOM_KEY,
    CHOICE,
    PROXY_PASSWORD,
)
