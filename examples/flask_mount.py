"""Phemius inside a Flask application of your own, under /tts.

gunicorn --worker-class gthread --threads 16 examples.flask_mount:app
"""

from flask import Flask

from phemius_core.gateway import Gateway
from phemius_server_flask import create_blueprint

app = Flask(__name__)
app.register_blueprint(create_blueprint(Gateway(), prefix="/tts"))


@app.get("/")
def index() -> dict[str, str]:
    """A route of your own beside it."""
    return {"speech": "/tts/v1/speech"}
