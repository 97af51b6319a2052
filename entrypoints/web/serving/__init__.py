"""What is served: the application, its routes and its failures, and the server that listens.

It assembles the pages and the API, which know nothing of it.
"""
