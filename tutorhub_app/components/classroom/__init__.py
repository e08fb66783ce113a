"""A lesson's room: the client is React, beside its Python."""
