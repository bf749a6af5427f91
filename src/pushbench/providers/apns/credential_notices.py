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
CERTIFICATE_DATES = Notice(
    "APNS914",
    Severity.ERROR,
    "Certificate out of its dates",
    "Apple refuses the TLS connection of a certificate that has ended or not begun.",
    "Make a new certificate in the developer portal, or sign in with a .p8 key, which does not expire.",
    CERTIFICATE_BASED,
)
CERTIFICATE_ENDS_SOON = Notice(
    "APNS915",
    Severity.WARNING,
    "Certificate ends soon",
    "After its last day Apple refuses the TLS connection, and no push leaves any more.",
    "Make its successor in the developer portal now, or change to a .p8 key, which does not expire.",
    CERTIFICATE_BASED,
)
CERTIFICATE_OTHER_USE = Notice(
    "APNS916",
    Severity.ERROR,
    "Certificate for another use",
    "Apple's push service takes certificates for pushes alone, not those that sign apps.",
    "In the developer portal make a certificate of the type “Apple Push Notification service SSL”, or a .p8 key.",
    CERTIFICATE_BASED,
)
CERTIFICATE_ALONE = Notice(
    "APNS917",
    Severity.ERROR,
    "Certificate without its private key",
    "TLS needs both. The key lies in the keychain of the Mac on which the signing request was made.",
    "In Keychain Access unfold the certificate, select it with its key and export both as a .p12.",
    CERTIFICATE_BASED,
)
KEY_PUBLIC = Notice(
    "APNS918",
    Severity.ERROR,
    "Public key in place of the private one",
    "The sign-in token is signed with the private half; the public half only proves signatures.",
    "Choose the AuthKey_<Key ID>.p8 file from the developer portal.",
    TOKEN_BASED,
)
KEY_OTHER_USE = Notice(
    "APNS919",
    Severity.WARNING,
    "Key for another service of Apple's",
    "Its name is that of a key for App Store Connect or the store's server API; Apple answers 403 to pushes with it.",
    "Make a key with “Apple Push Notifications service (APNs)” ticked: developer portal, Keys.",
    TOKEN_BASED,
)
LOCKED = Notice(
    "APNS924",
    Severity.WARNING,
    "Locked with a passphrase",
    "What is inside can be read only with the passphrase that was given when the file was exported.",
    "Give the passphrase.",
    CERTIFICATE_BASED,
)
NO_CREDENTIAL = Notice(
    "APNS925",
    Severity.ERROR,
    "Apple's file that cannot sign in",
    "Only a .p8 key, or a certificate with its private key, signs in to APNs.",
    "Choose the AuthKey_<Key ID>.p8 file from the developer portal, or a .p12 with certificate and key.",
    TOKEN_BASED,
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
    CERTIFICATE_DATES,
    CERTIFICATE_ENDS_SOON,
    CERTIFICATE_OTHER_USE,
    CERTIFICATE_ALONE,
    KEY_PUBLIC,
    KEY_OTHER_USE,
    LOCKED,
    NO_CREDENTIAL,
)
