"""Typed client for the HTTP and WebSocket protocol of Phemius."""
