"""The Web API methods, a module per family; each says its arguments, scopes and refusals."""
