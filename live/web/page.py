"""The page that shows the show in a browser: the whole window, no controls, nothing else."""

import base64
import hashlib
import html

_STYLE = """
html, body { margin: 0; height: 100%; background: #000; overflow: hidden; cursor: none }
canvas { position: fixed; inset: 0; width: 100vw; height: 100vh; object-fit: contain }
p { position: fixed; inset: 0; margin: auto; height: fit-content; padding: 1em; color: #aaa;
    text-align: center; font: 1.2rem sans-serif }
"""
# The page takes pictures from the WebSocket as fast as it can; a picture not drawn yet is replaced.
# When the show ends the page turns black, and tries to connect again twice a second. Where there is
# no place for it (1013), it says so until there is one, and asks less often.
_SCRIPT = """
"use strict";
const canvas = document.querySelector("canvas");
const word = document.querySelector("p");
const stage = canvas.getContext("2d", { alpha: false });
let newest = null, drawing = false;
async function draw() {
  drawing = true;
  while (newest) {
    const blob = newest;
    newest = null;
    try {
      const picture = await createImageBitmap(blob);
      if (canvas.width !== picture.width) canvas.width = picture.width;
      if (canvas.height !== picture.height) canvas.height = picture.height;
      stage.drawImage(picture, 0, 0);
      picture.close();
    } catch (error) { console.warn("a picture could not be read", error); }
  }
  drawing = false;
}
function watch() {
  const socket = new WebSocket("ws://" + location.host + "/pictures" + location.search);
  socket.onmessage = (message) => {
    word.textContent = "";
    newest = message.data;
    if (!drawing) draw();
  };
  socket.onclose = (end) => {
    const full = end.code === 1013;
    newest = null;
    word.textContent = full ? end.reason : "";
    stage.fillRect(0, 0, canvas.width, canvas.height);
    setTimeout(watch, full ? 2000 : 500);
  };
}
watch();
"""


def page(title: str) -> bytes:
    """The page, as HTML."""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style>"
        f"<canvas></canvas><p></p><script>{_SCRIPT}</script></html>\n"
    ).encode()


def policy() -> str:
    """What the page may do (Content-Security-Policy): run its own script and reach us."""
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode("ascii")
    return (
        "default-src 'none'; style-src 'unsafe-inline'; connect-src 'self' ws:; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'"
    )
