-- What the roles may do in schema public: in the database itself and in template1, so that test databases have it too.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO servicedesk_app;
-- CREATE lets a function change its owner to the engine.
GRANT USAGE, CREATE ON SCHEMA public TO servicedesk_engine;
