"""The dialog that guards production, and a QR code."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from pushbench.ui.compose.production_dialog import ProductionFrame
from pushbench.ui.gallery.still import Ringed, card, line
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box, column, framed, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labelled import Labelled
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.prose import Piece, Prose
from pushbench.ui.widgets.qr import QrCode


def section(theme: Theme) -> QWidget:
    """Red line, solid chip, typed number, Cancel first."""
    holder = framed(column(margins=0), "card")
    dialog = ProductionFrame(theme, "Send to 49 devices and 1 topic?", holder)
    dialog.setWindowFlags(Qt.WindowType.Widget)
    dialog.setMinimumWidth(0)
    words = (
        Piece("“Gate change” goes out through "),
        Piece("Skylark Production", 600),
        Piece(". The topic "),
        Piece("news", 600),
        Piece(" reaches everyone subscribed; Firebase does not say how many."),
    )
    dialog.body.addWidget(Prose(theme, words))
    number = QLineEdit("49")
    number.setAccessibleName("Number of devices")
    number.setMaximumWidth(theme.px(100))
    asked = Labelled(
        theme, "Type the number of devices to continue", box(row(Ringed(theme, number), None, margins=(0, 3, 0, 3)))
    )
    dialog.body.addWidget(asked)
    dialog.set_buttons(("cancel", "Cancel", ""), ("go", "Send to 49", "production"), default="cancel")
    dialog.add_aside("validate", "Validate first")
    layout = holder.layout()
    if layout is not None:
        layout.addWidget(dialog)
    return card(theme, "Production confirmation", holder)


def capture(theme: Theme) -> QWidget:
    """Scanned by the app on a phone."""
    says = column(
        label(theme, "Scan with your app or camera", "section", wraps=True),
        label(
            theme,
            "Your debug build posts its token here. Phone and computer must share a network.",
            tone="secondary",
            wraps=True,
        ),
        label(theme, "192.168.1.20:8790", "code"),
        label(theme, "code 4F7K-92QX", "code"),
        None,
        spacing=5,
    )
    code = row(QrCode(theme, "http://192.168.1.20:8790/4F7K-92QX", side=150), box(says), spacing=14, grows=1)
    foot = line(
        label(theme, "Waiting for a device, 4:52 left", "secondary", tone="secondary"),
        button(theme, "Copy snippet", kind="link"),
    )
    return card(theme, "Capture from app", box(code), foot)
