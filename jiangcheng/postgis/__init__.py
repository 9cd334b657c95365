"""The database engine in production: Django's PostGIS, with health checks of its connections that cost nothing."""
