"""Phemius mounted in your own Flask application, under /tts.

gunicorn --worker-class gthread --threads 16 examples.flask_mount:app
"""

from flask import Flask

from phemius_core.gateway import Gateway
from phemius_server_flask import create_blueprint

app = Flask(__name__)
app.register_blueprint(create_blueprint(Gateway(), prefix="/tts"))


@app.get("/")
def index() -> dict[str, str]:
    """A route of the application itself."""
    return {"speech": "/tts/v1/speech"}
