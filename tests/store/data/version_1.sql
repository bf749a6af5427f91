BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE deliveries (
        sequence INTEGER NOT NULL, id TEXT NOT NULL, run_id TEXT NOT NULL, at FLOAT NOT NULL, provider TEXT NOT NULL,
        profile TEXT NOT NULL, environment TEXT NOT NULL, target TEXT NOT NULL, target_kind TEXT NOT NULL,
        token TEXT NOT NULL, outcome TEXT NOT NULL, status INTEGER, reason TEXT, provider_id TEXT,
        attempts INTEGER NOT NULL, latency_ms FLOAT, message_name TEXT NOT NULL, title TEXT NOT NULL,
        body TEXT NOT NULL, language TEXT, variant TEXT, PRIMARY KEY (sequence), UNIQUE (id));
INSERT INTO "deliveries" VALUES(1782579200000000000,'d1','r1',1700000000.0,'apns','p','local','Ana''s iPhone','device','aabb','rejected',410,'Unregistered',NULL,1,12.5,'Gate','Gate changed','Run to B42',NULL,NULL);
CREATE TABLE delivery_details (
        sequence INTEGER NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (sequence),
        FOREIGN KEY(sequence) REFERENCES deliveries (sequence) ON DELETE CASCADE);
INSERT INTO "delivery_details" VALUES(1782579200000000000,'{"outcome":{"kind":"rejected","status":410,"reason":"Unregistered","provider_id":null,"explain":null,"retry":"never","retry_after_seconds":null,"is_target_dead":true,"dead_since":null,"facts":[]},"attempts":[],"draft":{}}');
CREATE TABLE device_tags (tag TEXT NOT NULL, device TEXT NOT NULL, PRIMARY KEY (tag, device)) WITHOUT ROWID;
INSERT INTO "device_tags" VALUES('qa','Ana''s iPhone');
CREATE TABLE devices (
        folded TEXT NOT NULL, name TEXT NOT NULL, provider TEXT NOT NULL, token TEXT NOT NULL,
        token_check INTEGER NOT NULL, platform TEXT NOT NULL, token_kind TEXT NOT NULL, app TEXT, environment TEXT,
        tags TEXT NOT NULL, locale TEXT, time_zone TEXT, attributes TEXT NOT NULL, search TEXT NOT NULL,
        is_retired BOOLEAN NOT NULL, retired_reason TEXT, created_at FLOAT NOT NULL, last_outcome TEXT,
        last_status INTEGER, last_reason TEXT, last_seen_at FLOAT, PRIMARY KEY (folded, name)) WITHOUT ROWID;
INSERT INTO "devices" VALUES('ana''s iphone','Ana''s iPhone','apns','aabb',532473660,'ios','device',NULL,'sandbox','["qa"]','de-AT',NULL,'{"first_name":"Ana"}','ana''s iphone aabb',0,NULL,1700000000.0,'accepted',200,NULL,1700000100.0);
CREATE TABLE group_devices (
        group_name TEXT NOT NULL, position INTEGER NOT NULL, device TEXT NOT NULL, PRIMARY KEY (group_name, position),
        FOREIGN KEY(group_name) REFERENCES groups (name) ON DELETE CASCADE);
INSERT INTO "group_devices" VALUES('phones',0,'Ana''s iPhone');
CREATE TABLE groups (name TEXT NOT NULL, PRIMARY KEY (name));
INSERT INTO "groups" VALUES('phones');
CREATE TABLE profile_sets (name TEXT NOT NULL, profiles TEXT NOT NULL, PRIMARY KEY (name));
INSERT INTO "profile_sets" VALUES('s','["p"]');
CREATE TABLE profiles (
        name TEXT NOT NULL, provider TEXT NOT NULL, environment TEXT NOT NULL, fields TEXT NOT NULL,
        secrets TEXT NOT NULL, tested_at FLOAT, test_result TEXT, test_ok BOOLEAN, PRIMARY KEY (name));
INSERT INTO "profiles" VALUES('p','apns','local','{"team_id":"T"}','{"key":"vault:p/key"}',NULL,NULL,NULL);
CREATE TABLE runs (
        id TEXT NOT NULL, at FLOAT NOT NULL, message_name TEXT NOT NULL, message_text TEXT NOT NULL,
        profile_or_set TEXT NOT NULL, total INTEGER NOT NULL, finished_at FLOAT, counts TEXT NOT NULL,
        PRIMARY KEY (id));
INSERT INTO "runs" VALUES('r1',1700000000.0,'Gate','{"format":1}','p',1,NULL,'{}');
CREATE TABLE secrets (record TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (record));
INSERT INTO "secrets" VALUES('p/key',X'00FF');
CREATE TABLE settings ("key" TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY ("key"));
INSERT INTO "settings" VALUES('theme','"dark"');
CREATE TABLE tokens (
        "key" TEXT NOT NULL, sealed BLOB NOT NULL, expires_at FLOAT NOT NULL, PRIMARY KEY ("key"));
CREATE INDEX devices_token ON devices (token_check);
CREATE INDEX device_tags_device ON device_tags (device);
CREATE INDEX group_devices_device ON group_devices (device);
CREATE INDEX deliveries_run ON deliveries (run_id);
CREATE INDEX deliveries_target ON deliveries (target);
CREATE INDEX deliveries_provider ON deliveries (provider);
CREATE INDEX deliveries_outcome ON deliveries (outcome);
CREATE INDEX deliveries_status ON deliveries (status);
CREATE INDEX deliveries_environment ON deliveries (environment);
COMMIT;
