
\restrict QEEGVNQgVVA3CdTzPkqh005Nls8fUpHjhPHMEek78dQP17fOIPBe1UAz2oB99Ff

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.alarm (
    number integer NOT NULL,
    station text NOT NULL,
    kind text NOT NULL,
    epoch text NOT NULL,
    detail text NOT NULL,
    first_ms bigint NOT NULL,
    last_ms bigint NOT NULL,
    times bigint DEFAULT 1 NOT NULL
);

ALTER TABLE public.alarm ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.alarm_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.andon_schema (
    version integer
);

CREATE TABLE public.dead_letter (
    number integer NOT NULL,
    station text NOT NULL,
    epoch text,
    seq bigint,
    wall_ms bigint NOT NULL,
    reason text NOT NULL,
    payload text NOT NULL,
    digest text NOT NULL
);

ALTER TABLE public.dead_letter ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.dead_letter_number_seq1
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.epoch (
    number integer NOT NULL,
    station integer NOT NULL,
    name text NOT NULL,
    boot_id text NOT NULL,
    first_ms bigint NOT NULL,
    last_seq bigint DEFAULT 0 NOT NULL,
    records bigint DEFAULT 0 NOT NULL,
    previous text,
    previous_seq bigint,
    previous_hash text,
    machine text
);

ALTER TABLE public.epoch ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.epoch_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.object (
    station integer NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
)
PARTITION BY HASH (station);

CREATE TABLE public.record_0 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record_1 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record_10 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record_11 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record_12 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record_13 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record_14 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record_15 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record_2 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record_3 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record_4 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record_5 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record_6 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record_7 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record_8 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.record_9 (
    station integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    rev bigint NOT NULL,
    wall_ms bigint NOT NULL,
    boot_ms bigint NOT NULL,
    synced boolean NOT NULL,
    actor text NOT NULL,
    config text NOT NULL,
    hash bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.station (
    number integer NOT NULL,
    path text NOT NULL,
    first_ms bigint NOT NULL,
    last_ms bigint NOT NULL
);

CREATE VIEW public.scraps AS
 SELECT s.path AS station,
    o.id,
    o.rev,
    o.wall_ms,
    ((o.body)::jsonb ->> 'reason'::text) AS reason,
    ((o.body)::jsonb ->> 'job'::text) AS job
   FROM (public.object o
     JOIN public.station s ON ((s.number = o.station)))
  WHERE (o.kind = 'scrap'::text);

CREATE VIEW public.shifts AS
 SELECT s.path AS station,
    o.id,
    o.rev,
    ((o.body)::jsonb ->> 'name'::text) AS name,
    ((o.body)::jsonb ->> 'team'::text) AS team,
        CASE
            WHEN ((((o.body)::jsonb ->> 'begin'::text) ~ '^-?[0-9]{1,18}$'::text) AND (jsonb_typeof(((o.body)::jsonb -> 'begin'::text)) = 'number'::text)) THEN (((o.body)::jsonb ->> 'begin'::text))::bigint
            ELSE NULL::bigint
        END AS begin_ms,
        CASE
            WHEN ((((o.body)::jsonb ->> 'end'::text) ~ '^-?[0-9]{1,18}$'::text) AND (jsonb_typeof(((o.body)::jsonb -> 'end'::text)) = 'number'::text)) THEN (((o.body)::jsonb ->> 'end'::text))::bigint
            ELSE NULL::bigint
        END AS end_ms,
        CASE
            WHEN ((((o.body)::jsonb ->> 'small_ms'::text) ~ '^-?[0-9]{1,18}$'::text) AND (jsonb_typeof(((o.body)::jsonb -> 'small_ms'::text)) = 'number'::text)) THEN (((o.body)::jsonb ->> 'small_ms'::text))::bigint
            ELSE NULL::bigint
        END AS small_ms,
        CASE
            WHEN ((((o.body)::jsonb ->> 'stops'::text) ~ '^-?[0-9]{1,18}$'::text) AND (jsonb_typeof(((o.body)::jsonb -> 'stops'::text)) = 'number'::text)) THEN (((o.body)::jsonb ->> 'stops'::text))::bigint
            ELSE NULL::bigint
        END AS stops,
        CASE
            WHEN ((((o.body)::jsonb ->> 'unexplained'::text) ~ '^-?[0-9]{1,18}$'::text) AND (jsonb_typeof(((o.body)::jsonb -> 'unexplained'::text)) = 'number'::text)) THEN (((o.body)::jsonb ->> 'unexplained'::text))::bigint
            ELSE NULL::bigint
        END AS unexplained
   FROM (public.object o
     JOIN public.station s ON ((s.number = o.station)))
  WHERE (o.kind = 'shift'::text);

ALTER TABLE public.station ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.station_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.stops AS
 SELECT s.path AS station,
    o.id,
    o.rev,
        CASE
            WHEN ((((o.body)::jsonb ->> 'begin'::text) ~ '^-?[0-9]{1,18}$'::text) AND (jsonb_typeof(((o.body)::jsonb -> 'begin'::text)) = 'number'::text)) THEN (((o.body)::jsonb ->> 'begin'::text))::bigint
            ELSE NULL::bigint
        END AS begin_ms,
        CASE
            WHEN ((((o.body)::jsonb ->> 'end'::text) ~ '^-?[0-9]{1,18}$'::text) AND (jsonb_typeof(((o.body)::jsonb -> 'end'::text)) = 'number'::text)) THEN (((o.body)::jsonb ->> 'end'::text))::bigint
            ELSE NULL::bigint
        END AS end_ms,
        CASE
            WHEN ((((o.body)::jsonb ->> 'ms'::text) ~ '^-?[0-9]{1,18}$'::text) AND (jsonb_typeof(((o.body)::jsonb -> 'ms'::text)) = 'number'::text)) THEN (((o.body)::jsonb ->> 'ms'::text))::bigint
            ELSE NULL::bigint
        END AS lost_ms,
    ((o.body)::jsonb ->> 'state'::text) AS state,
    ((o.body)::jsonb ->> 'reason'::text) AS reason,
    ((o.body)::jsonb ->> 'note'::text) AS note
   FROM (public.object o
     JOIN public.station s ON ((s.number = o.station)))
  WHERE (o.kind = 'stop'::text);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_0 FOR VALUES WITH (modulus 16, remainder 0);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_1 FOR VALUES WITH (modulus 16, remainder 1);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_10 FOR VALUES WITH (modulus 16, remainder 10);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_11 FOR VALUES WITH (modulus 16, remainder 11);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_12 FOR VALUES WITH (modulus 16, remainder 12);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_13 FOR VALUES WITH (modulus 16, remainder 13);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_14 FOR VALUES WITH (modulus 16, remainder 14);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_15 FOR VALUES WITH (modulus 16, remainder 15);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_2 FOR VALUES WITH (modulus 16, remainder 2);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_3 FOR VALUES WITH (modulus 16, remainder 3);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_4 FOR VALUES WITH (modulus 16, remainder 4);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_5 FOR VALUES WITH (modulus 16, remainder 5);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_6 FOR VALUES WITH (modulus 16, remainder 6);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_7 FOR VALUES WITH (modulus 16, remainder 7);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_8 FOR VALUES WITH (modulus 16, remainder 8);

ALTER TABLE ONLY public.record ATTACH PARTITION public.record_9 FOR VALUES WITH (modulus 16, remainder 9);

INSERT INTO public.andon_schema VALUES (2);

INSERT INTO public.epoch OVERRIDING SYSTEM VALUE VALUES (1, 1, 'e3599cbe24fd5c02cc738530b269abd3', 'bf8cac8b-c206-4daa-bd5d-6fe490f3eede', 1795397177400, 29, 29, '', 0, '', '3d1219c7c4c5404aaa1f6d2a48adfda4');

INSERT INTO public.object VALUES (1, 'config', '57d1eb2ded342ec1', 1, 1795397176204, '\xc153f6610fcb767377fb79956c92a0412de94e1b07514df9b8daddda857f740d', '{"id":"57d1eb2ded342ec1","v":1,"station":"acme/monterrey/stamping/line1/press3","zone":"America/Monterrey","small_stop_s":1,"pulse_stop_after_s":0,"ideal_us":0,"product":"bracket","target_per_shift":0,"target_oee":0.85,"unknown":"excluded","quality":"auto","planned_s":0,"signals":9,"products":1,"values":{"site":{"enterprise":"acme","name":"monterrey","timezone":"America/Monterrey"},"line":{"name":"line1"},"station":{"name":"press3","product":"bracket","small_stop":"1 s"},"signals":{"fault":{"role":"fault","topic":"factory/line1/press3/state","format":"json","pointer":"/code","time":"/ts"},"gateway":{"role":"alive","topic":"factory/line1/press3/alive"},"load":{"topic":"factory/line1/press3/sensors","format":"json","pointer":"/load","time":"/ts","max_age":"10 s"},"oil_temp":{"topic":"factory/line1/press3/sensors","format":"json","pointer":"/oil_temp","time":"/ts","max_age":"10 s"},"pressure":{"topic":"factory/line1/press3/sensors","format":"json","pointer":"/pressure","time":"/ts","max_age":"10 s"},"scrap":{"role":"scrap","topic":"factory/line1/press3/counts","format":"json","pointer":"/scrap","time":"/ts","rate_max":"50"},"state":{"role":"state","topic":"factory/line1/press3/state","format":"json","pointer":"/state","time":"/ts","map":"press-states"},"total":{"role":"total","topic":"factory/line1/press3/counts","format":"json","pointer":"/total","time":"/ts","rate_max":"50"},"vibration":{"topic":"factory/line1/press3/sensors","format":"json","pointer":"/vibration","time":"/ts","max_age":"10 s"}},"maps":{"press-states":{"*":"unknown","BLOCKED":"blocked","FAULT":"stopped","IDLE":"idle","OFF":"stopped","RUN":"running","SETUP":"changeover","STARVED":"starved"}},"products":{"bracket":{"ideal_cycle":"4 s"}},"shifts":{"early":{"start":"11:27","end":"19:27","days":"mon-sun"},"late":{"start":"19:27","end":"03:27","days":"mon-sun"},"night":{"start":"03:27","end":"11:27","days":"mon-sun"}},"reasons":{"planned":{"planned":"yes"},"planned.changeover":{"loss":"setup","planned":"yes"},"planned.cleaning":{"planned":"yes"},"planned.maintenance":{"planned":"yes"},"planned.meeting":{"planned":"yes"},"planned.no-order":{"planned":"yes"},"planned.setup":{"loss":"setup","planned":"yes"},"planned.trial":{"planned":"yes"}},"scrap-reasons":{"burr":{"rework":"yes"},"startup":{"loss":"startup"}},"modes":{"cleaning":{"mode":"planned","for":"20 min"},"maintenance":{"mode":"maintenance"},"meeting":{"mode":"planned","for":"15 min"},"no-orders":{"mode":"planned"},"planned":{"mode":"planned"},"production":{"mode":"production"},"trial":{"mode":"trial"}}}}');
INSERT INTO public.object VALUES (1, 'open', 'E1', 1, 1795397176207, '\x31db12c0ceafc0182d950fbc15bbd7ea702ef84926a0d4821f6d6d596d95f6d6', '{"previous":null,"station":"acme/monterrey/stamping/line1/press3","machine_id":"3d1219c7c4c5404aaa1f6d2a48adfda4","version":"0.1.0","schema":4,"clean":true}');
INSERT INTO public.object VALUES (1, 'stop', 'S1', 1, 1795397178701, '\x58504fcc472a73628e35f4b3e8fa1e8eababaf4d4f5530190e6805b3242351a9', '{"begin":1795397178599,"end":1795397178699,"ms":100,"small":true,"state":"stopped","detail":"FAULT","reason":null,"note":null,"suggested":"E-140 lubrication low","five":{"detected":1795397178633,"noticed":null,"arrived":null,"repaired":null,"back":1795397178699},"home":"W29922807","parts":{"W29922807":100},"axis":[1795397178599,1795397178699],"lost":[0,100]}');
INSERT INTO public.object VALUES (1, 'stop', 'S2', 1, 1795397181987, '\x605dc0110ab1f35fd1d7d03561e08ff673d55bd265a0d1a0c6365078fdbea80c', '{"begin":1795397181481,"end":1795397181987,"ms":506,"small":true,"state":"stopped","detail":"FAULT","reason":null,"note":null,"suggested":"E-131 part not ejected","five":{"detected":1795397181481,"noticed":null,"arrived":null,"repaired":null,"back":1795397181987},"home":"W29922807","parts":{"W29922807":506},"axis":[1795397181481,1795397181987],"lost":[0,506]}');
INSERT INTO public.object VALUES (1, 'alert', 'A1', 2, 1795397186325, '\xfc3b863e39b57f6e9a473e8e4d3a1fbb7f6a3292b573fcba4fc0636f278d6988', '{"name":"sync","title":"Records are not sent on","priority":"low","to":"maintenance","state":"D","begin":1795397176320,"end":1795397186325,"ms":10005,"text":"records wait to be sent on for 20780 d","level":1,"count":1,"active":false,"acked":false,"ack":null,"shelf":null,"asset":null}');
INSERT INTO public.object VALUES (1, 'stop', 'S3', 1, 1795397200810, '\x1db4c05fc5c62dfef67f544cf817a3bef446c59577c5e84f9f5da8e3717863aa', '{"begin":1795397200169,"end":1795397200810,"ms":641,"small":true,"state":"blocked","detail":"BLOCKED","reason":null,"note":null,"suggested":null,"five":{"detected":1795397200188,"noticed":null,"arrived":null,"repaired":null,"back":1795397200810},"home":"W29922807","parts":{"W29922807":641},"axis":[1795397200169,1795397200810],"lost":[0,641],"own_ms":0}');
INSERT INTO public.object VALUES (1, 'stop', 'S4', 1, 1795397206196, '\xf637bafebadb5977f9eb2c44756e1cf11f1049b5d38119a1e1ff1d3332dd8fe4', '{"begin":1795397205987,"end":1795397206196,"ms":209,"small":true,"state":"stopped","detail":"FAULT","reason":null,"note":null,"suggested":"E-118 light curtain","five":{"detected":1795397206017,"noticed":null,"arrived":null,"repaired":null,"back":1795397206196},"home":"W29922807","parts":{"W29922807":209},"axis":[1795397205987,1795397206196],"lost":[0,209]}');
INSERT INTO public.object VALUES (1, 'stop', 'S5', 1, 1795397207651, '\xf5d5a1218af436f48e7ee73717be4722e34bce0973ea66dd3fa0bb111b8cc5c7', '{"begin":1795397207451,"end":1795397207651,"ms":200,"small":true,"state":"stopped","detail":"FAULT","reason":null,"note":null,"suggested":"E-118 light curtain","five":{"detected":1795397207477,"noticed":null,"arrived":null,"repaired":null,"back":1795397207651},"home":"W29922807","parts":{"W29922807":200},"axis":[1795397207451,1795397207651],"lost":[0,200]}');
INSERT INTO public.object VALUES (1, 'handover', 'H29922807', 1, 1795397220000, '\x8677c315df44ed45aa1287d5685a4cc7f2113e2754ee0d06cafdf6d700afca78', '{"shift":"W29922807","name":"early","team":null,"begin":1795368420000,"end":1795397220000,"state":"waiting","frozen":null,"revision":0,"outgoing":null,"incoming":null,"supervisor":null,"figures":{"planned_ms":43660,"run_ms":43660,"unknown_ms":28756340,"availability":1,"performance":55.3366926248,"quality":0.985099337748,"oee":54.5121392579,"total":604,"good":595,"scrap":9,"rework":0,"stops":5,"small_stops":5,"unexplained":0,"unexplained_ms":0},"stops":[],"notes":[],"calls":[],"lamps":[],"alerts":[{"id":"A1","text":"Records are not sent on","state":"D"}]}');
INSERT INTO public.object VALUES (1, 'shift', 'W29922807', 2, 1795397220000, '\x82ffdf5b90e2623aab1a5c0b00cd5d5106e8819bfc71ae8365517425933d65ae', '{"name":"early","team":null,"begin":1795368420000,"end":1795397220000,"closed":true,"plan_ms":{"unknown":28756340,"running":42004,"stopped":1015,"blocked":641},"other_ms":{},"small_ms":1656,"stops":5,"small_stops":5,"unexplained":0,"unexplained_ms":0,"made":[{"product":"bracket","ideal_us":4000000,"total":604,"good":595,"scrap":9,"rework":0}],"hours":[[1795368420000,1795370400000,0,0,0,0,0,null],[1795370400000,1795374000000,0,0,0,0,0,null],[1795374000000,1795377600000,0,0,0,0,0,null],[1795377600000,1795381200000,0,0,0,0,0,null],[1795381200000,1795384800000,0,0,0,0,0,null],[1795384800000,1795388400000,0,0,0,0,0,null],[1795388400000,1795392000000,0,0,0,0,0,null],[1795392000000,1795395600000,0,0,0,0,0,null],[1795395600000,1795397220000,9.30665,595,9,1656,641,"S3"]]}');
INSERT INTO public.object VALUES (1, 'shift', 'W29923287', 1, 1795397220000, '\x2c9cdb34521ffa0cbb68f17dc8a6d11971564bc1e3c7f4ecfc840809de268931', '{"name":"late","team":null,"begin":1795397220000,"end":1795426020000,"closed":false}');
INSERT INTO public.object VALUES (1, 'scrap', 'R1', 1, 1795397223160, '\x14c542fcd8c481f439f5a82426e8ccf27b952138fb6ef773cb96e369c9032921', '{"at":1795397223160,"quantity":2,"rework":false,"reason":"crack","note":null,"product":"bracket","ideal_us":4000000,"job":null,"part":"planned","shift":"late","window":"W29923287","of":null,"source":"person","from":"root"}');
INSERT INTO public.object VALUES (1, 'call', 'C1', 2, 1795397223172, '\xe1f13f42438a6632ad17734c74b5356010c438447279e128f3eba2516484d377', '{"type":"maintenance","title":"Maintenance","state":"raised","raised":1795397223172,"taken":null,"arrived":null,"ended":null,"take_ms":null,"arrive_ms":null,"solve_ms":null,"line_stop_ms":null,"by":"root","button":false,"taken_by":null,"arrived_by":null,"ended_by":null,"note":null,"stop":null,"order":null,"blocking":false,"line_stop":null,"stop_at":null,"edited":1,"tiers":1,"told":"maintenance by lamp, notify","missed":null,"roles":"maintenance","ladder":[{"tier":"called","at":1795397223172,"lamp":"reached","notify":"waiting"}]}');

INSERT INTO public.record_8 VALUES (1, 1, 1, 'open', 'E1', 1, 1795397176207, 44008679, false, 'system', '57d1eb2ded342ec1', '\x31db12c0ceafc0182d950fbc15bbd7ea702ef84926a0d4821f6d6d596d95f6d6', '{"previous":null,"station":"acme/monterrey/stamping/line1/press3","machine_id":"3d1219c7c4c5404aaa1f6d2a48adfda4","version":"0.1.0","schema":4,"clean":true}');
INSERT INTO public.record_8 VALUES (1, 1, 2, 'config', '57d1eb2ded342ec1', 1, 1795397176204, 44008675, false, 'system', '57d1eb2ded342ec1', '\xc153f6610fcb767377fb79956c92a0412de94e1b07514df9b8daddda857f740d', '{"id":"57d1eb2ded342ec1","v":1,"station":"acme/monterrey/stamping/line1/press3","zone":"America/Monterrey","small_stop_s":1,"pulse_stop_after_s":0,"ideal_us":0,"product":"bracket","target_per_shift":0,"target_oee":0.85,"unknown":"excluded","quality":"auto","planned_s":0,"signals":9,"products":1,"values":{"site":{"enterprise":"acme","name":"monterrey","timezone":"America/Monterrey"},"line":{"name":"line1"},"station":{"name":"press3","product":"bracket","small_stop":"1 s"},"signals":{"fault":{"role":"fault","topic":"factory/line1/press3/state","format":"json","pointer":"/code","time":"/ts"},"gateway":{"role":"alive","topic":"factory/line1/press3/alive"},"load":{"topic":"factory/line1/press3/sensors","format":"json","pointer":"/load","time":"/ts","max_age":"10 s"},"oil_temp":{"topic":"factory/line1/press3/sensors","format":"json","pointer":"/oil_temp","time":"/ts","max_age":"10 s"},"pressure":{"topic":"factory/line1/press3/sensors","format":"json","pointer":"/pressure","time":"/ts","max_age":"10 s"},"scrap":{"role":"scrap","topic":"factory/line1/press3/counts","format":"json","pointer":"/scrap","time":"/ts","rate_max":"50"},"state":{"role":"state","topic":"factory/line1/press3/state","format":"json","pointer":"/state","time":"/ts","map":"press-states"},"total":{"role":"total","topic":"factory/line1/press3/counts","format":"json","pointer":"/total","time":"/ts","rate_max":"50"},"vibration":{"topic":"factory/line1/press3/sensors","format":"json","pointer":"/vibration","time":"/ts","max_age":"10 s"}},"maps":{"press-states":{"*":"unknown","BLOCKED":"blocked","FAULT":"stopped","IDLE":"idle","OFF":"stopped","RUN":"running","SETUP":"changeover","STARVED":"starved"}},"products":{"bracket":{"ideal_cycle":"4 s"}},"shifts":{"early":{"start":"11:27","end":"19:27","days":"mon-sun"},"late":{"start":"19:27","end":"03:27","days":"mon-sun"},"night":{"start":"03:27","end":"11:27","days":"mon-sun"}},"reasons":{"planned":{"planned":"yes"},"planned.changeover":{"loss":"setup","planned":"yes"},"planned.cleaning":{"planned":"yes"},"planned.maintenance":{"planned":"yes"},"planned.meeting":{"planned":"yes"},"planned.no-order":{"planned":"yes"},"planned.setup":{"loss":"setup","planned":"yes"},"planned.trial":{"planned":"yes"}},"scrap-reasons":{"burr":{"rework":"yes"},"startup":{"loss":"startup"}},"modes":{"cleaning":{"mode":"planned","for":"20 min"},"maintenance":{"mode":"maintenance"},"meeting":{"mode":"planned","for":"15 min"},"no-orders":{"mode":"planned"},"planned":{"mode":"planned"},"production":{"mode":"production"},"trial":{"mode":"trial"}}}}');
INSERT INTO public.record_8 VALUES (1, 1, 3, 'shift', 'W29922807', 1, 1795397176204, 44008675, false, 'machine', '57d1eb2ded342ec1', '\xc71aea87a059c5a395fd88171a2e5c052a6cc227b3278f471eeb1be106836db4', '{"name":"early","team":null,"begin":1795368420000,"end":1795397220000,"closed":false}');
INSERT INTO public.record_8 VALUES (1, 1, 4, 'alert', 'A1', 1, 1795397176320, 44008791, false, 'machine', '57d1eb2ded342ec1', '\x9e208c4c90d9185dcfbde607b2406121c4240efbdf59e2288c1615dfb9d553a2', '{"name":"sync","title":"Records are not sent on","priority":"low","to":"maintenance","state":"B","begin":1795397176320,"end":null,"text":"records wait to be sent on for 20780 d","level":1,"count":1,"active":true,"acked":false,"ack":null,"shelf":null,"asset":null}');
INSERT INTO public.record_8 VALUES (1, 1, 5, 'interval', 'I1', 1, 1795397176340, 44008811, false, 'machine', '57d1eb2ded342ec1', '\xca8f3ca8fe8ef08090781dcbe3919922166b2a1ce100f20727dd7dfbbbe90d1d', '{"begin":1795368420000,"end":1795397176340,"ms":28756340,"state":"unknown","detail":null,"mode":"production","shift":"early","window":"W29922807","plan":true,"source":"start","stop":null,"product":"bracket","job":null}');
INSERT INTO public.record_8 VALUES (1, 1, 6, 'interval', 'I2', 1, 1795397178633, 44011104, false, 'machine', '57d1eb2ded342ec1', '\xbde1e3a745023c2c3da52afbe9d0e32abe3dc4cd4ab729be3c5e9a29f5ee778d', '{"begin":1795397176340,"end":1795397178599,"ms":2259,"state":"running","detail":"RUN","mode":"production","shift":"early","window":"W29922807","plan":true,"source":"signal","stop":null,"product":"bracket","job":null}');
INSERT INTO public.record_8 VALUES (1, 1, 7, 'interval', 'I3', 1, 1795397178701, 44011172, false, 'machine', '57d1eb2ded342ec1', '\x630aa953344458dea9007d1a982c1f20a20d6c27bd13afb115d6dc9493049d1f', '{"begin":1795397178599,"end":1795397178699,"ms":100,"state":"stopped","detail":"FAULT","mode":"production","shift":"early","window":"W29922807","plan":true,"source":"signal","stop":"S1","product":"bracket","job":null}');
INSERT INTO public.record_8 VALUES (1, 1, 8, 'stop', 'S1', 1, 1795397178701, 44011172, false, 'machine', '57d1eb2ded342ec1', '\x58504fcc472a73628e35f4b3e8fa1e8eababaf4d4f5530190e6805b3242351a9', '{"begin":1795397178599,"end":1795397178699,"ms":100,"small":true,"state":"stopped","detail":"FAULT","reason":null,"note":null,"suggested":"E-140 lubrication low","five":{"detected":1795397178633,"noticed":null,"arrived":null,"repaired":null,"back":1795397178699},"home":"W29922807","parts":{"W29922807":100},"axis":[1795397178599,1795397178699],"lost":[0,100]}');
INSERT INTO public.record_8 VALUES (1, 1, 9, 'interval', 'I4', 1, 1795397181481, 44013952, false, 'machine', '57d1eb2ded342ec1', '\xcf8954888050f118e5cf637236ba15482aea17eb664017994f2590938ea4a018', '{"begin":1795397178699,"end":1795397181481,"ms":2782,"state":"running","detail":"RUN","mode":"production","shift":"early","window":"W29922807","plan":true,"source":"signal","stop":null,"product":"bracket","job":null}');
INSERT INTO public.record_8 VALUES (1, 1, 10, 'interval', 'I5', 1, 1795397181987, 44014458, false, 'machine', '57d1eb2ded342ec1', '\xba940da58cac81ac90a4d6f26c38e52eab18afa73e28f88ac2899a649fdf8a74', '{"begin":1795397181481,"end":1795397181987,"ms":506,"state":"stopped","detail":"FAULT","mode":"production","shift":"early","window":"W29922807","plan":true,"source":"signal","stop":"S2","product":"bracket","job":null}');
INSERT INTO public.record_8 VALUES (1, 1, 11, 'stop', 'S2', 1, 1795397181987, 44014458, false, 'machine', '57d1eb2ded342ec1', '\x605dc0110ab1f35fd1d7d03561e08ff673d55bd265a0d1a0c6365078fdbea80c', '{"begin":1795397181481,"end":1795397181987,"ms":506,"small":true,"state":"stopped","detail":"FAULT","reason":null,"note":null,"suggested":"E-131 part not ejected","five":{"detected":1795397181481,"noticed":null,"arrived":null,"repaired":null,"back":1795397181987},"home":"W29922807","parts":{"W29922807":506},"axis":[1795397181481,1795397181987],"lost":[0,506]}');
INSERT INTO public.record_8 VALUES (1, 1, 12, 'alert', 'A1', 2, 1795397186325, 44018796, false, 'machine', '57d1eb2ded342ec1', '\xfc3b863e39b57f6e9a473e8e4d3a1fbb7f6a3292b573fcba4fc0636f278d6988', '{"name":"sync","title":"Records are not sent on","priority":"low","to":"maintenance","state":"D","begin":1795397176320,"end":1795397186325,"ms":10005,"text":"records wait to be sent on for 20780 d","level":1,"count":1,"active":false,"acked":false,"ack":null,"shelf":null,"asset":null}');
INSERT INTO public.record_8 VALUES (1, 1, 13, 'interval', 'I6', 1, 1795397200188, 44032659, false, 'machine', '57d1eb2ded342ec1', '\xb051ffeda796d524207485d0e58af91dec946d77af9e1f25a3ee664b00e95025', '{"begin":1795397181987,"end":1795397200169,"ms":18182,"state":"running","detail":"RUN","mode":"production","shift":"early","window":"W29922807","plan":true,"source":"signal","stop":null,"product":"bracket","job":null}');
INSERT INTO public.record_8 VALUES (1, 1, 14, 'interval', 'I7', 1, 1795397200810, 44033281, false, 'machine', '57d1eb2ded342ec1', '\x55ab160c21b8695e0b8ce04864676cee2ec8412970f48b6f6802b57d8ae36566', '{"begin":1795397200169,"end":1795397200810,"ms":641,"state":"blocked","detail":"BLOCKED","mode":"production","shift":"early","window":"W29922807","plan":true,"source":"signal","stop":"S3","product":"bracket","job":null}');
INSERT INTO public.record_8 VALUES (1, 1, 15, 'stop', 'S3', 1, 1795397200810, 44033281, false, 'machine', '57d1eb2ded342ec1', '\x1db4c05fc5c62dfef67f544cf817a3bef446c59577c5e84f9f5da8e3717863aa', '{"begin":1795397200169,"end":1795397200810,"ms":641,"small":true,"state":"blocked","detail":"BLOCKED","reason":null,"note":null,"suggested":null,"five":{"detected":1795397200188,"noticed":null,"arrived":null,"repaired":null,"back":1795397200810},"home":"W29922807","parts":{"W29922807":641},"axis":[1795397200169,1795397200810],"lost":[0,641],"own_ms":0}');
INSERT INTO public.record_8 VALUES (1, 1, 16, 'interval', 'I8', 1, 1795397206017, 44038488, false, 'machine', '57d1eb2ded342ec1', '\x552b96f599d95e680c50125ed620c9c138a9ea61bfc5ba21c0e46d0a2c471e3d', '{"begin":1795397200810,"end":1795397205987,"ms":5177,"state":"running","detail":"RUN","mode":"production","shift":"early","window":"W29922807","plan":true,"source":"signal","stop":null,"product":"bracket","job":null}');
INSERT INTO public.record_8 VALUES (1, 1, 17, 'interval', 'I9', 1, 1795397206196, 44038667, false, 'machine', '57d1eb2ded342ec1', '\x9e8f48082d697f462386a6e776a185a78c83f32529dd18924385e5be3069ae20', '{"begin":1795397205987,"end":1795397206196,"ms":209,"state":"stopped","detail":"FAULT","mode":"production","shift":"early","window":"W29922807","plan":true,"source":"signal","stop":"S4","product":"bracket","job":null}');
INSERT INTO public.record_8 VALUES (1, 1, 18, 'stop', 'S4', 1, 1795397206196, 44038667, false, 'machine', '57d1eb2ded342ec1', '\xf637bafebadb5977f9eb2c44756e1cf11f1049b5d38119a1e1ff1d3332dd8fe4', '{"begin":1795397205987,"end":1795397206196,"ms":209,"small":true,"state":"stopped","detail":"FAULT","reason":null,"note":null,"suggested":"E-118 light curtain","five":{"detected":1795397206017,"noticed":null,"arrived":null,"repaired":null,"back":1795397206196},"home":"W29922807","parts":{"W29922807":209},"axis":[1795397205987,1795397206196],"lost":[0,209]}');
INSERT INTO public.record_8 VALUES (1, 1, 19, 'interval', 'I10', 1, 1795397207477, 44039948, false, 'machine', '57d1eb2ded342ec1', '\x203a5112b462b6bf0f4ed29902a5d51ec226c0b7eacb7407c0185e67f348b376', '{"begin":1795397206196,"end":1795397207451,"ms":1255,"state":"running","detail":"RUN","mode":"production","shift":"early","window":"W29922807","plan":true,"source":"signal","stop":null,"product":"bracket","job":null}');
INSERT INTO public.record_8 VALUES (1, 1, 20, 'interval', 'I11', 1, 1795397207651, 44040122, false, 'machine', '57d1eb2ded342ec1', '\x31073c30f1b2bdd94809d62f95c0118b9ba4d2d97b3fbbfc123b822a0966c4fa', '{"begin":1795397207451,"end":1795397207651,"ms":200,"state":"stopped","detail":"FAULT","mode":"production","shift":"early","window":"W29922807","plan":true,"source":"signal","stop":"S5","product":"bracket","job":null}');
INSERT INTO public.record_8 VALUES (1, 1, 21, 'stop', 'S5', 1, 1795397207651, 44040122, false, 'machine', '57d1eb2ded342ec1', '\xf5d5a1218af436f48e7ee73717be4722e34bce0973ea66dd3fa0bb111b8cc5c7', '{"begin":1795397207451,"end":1795397207651,"ms":200,"small":true,"state":"stopped","detail":"FAULT","reason":null,"note":null,"suggested":"E-118 light curtain","five":{"detected":1795397207477,"noticed":null,"arrived":null,"repaired":null,"back":1795397207651},"home":"W29922807","parts":{"W29922807":200},"axis":[1795397207451,1795397207651],"lost":[0,200]}');
INSERT INTO public.record_8 VALUES (1, 1, 22, 'minute', 'M29923286', 1, 1795397220000, 44052471, false, 'machine', '57d1eb2ded342ec1', '\x68d4efe0c7024d99a7a2c76e0be1cb9ffc29e003e4db6ad24d4c9529cca4d410', '{"begin":1795397160000,"total":604,"good":595,"scrap":9,"rework":0,"product":"bracket","job":null,"ideal_us":4000000,"gap":false,"shift":"early","window":"W29922807"}');
INSERT INTO public.record_8 VALUES (1, 1, 23, 'interval', 'I12', 1, 1795397220000, 44052471, false, 'machine', '57d1eb2ded342ec1', '\x92f920d685aecb0c09aac4602d89b6113170302e237602aebfee42c93f5a5145', '{"begin":1795397207651,"end":1795397220000,"ms":12349,"state":"running","detail":"RUN","mode":"production","shift":"early","window":"W29922807","plan":true,"source":"signal","stop":null,"product":"bracket","job":null}');
INSERT INTO public.record_8 VALUES (1, 1, 24, 'shift', 'W29922807', 2, 1795397220000, 44052471, false, 'machine', '57d1eb2ded342ec1', '\x82ffdf5b90e2623aab1a5c0b00cd5d5106e8819bfc71ae8365517425933d65ae', '{"name":"early","team":null,"begin":1795368420000,"end":1795397220000,"closed":true,"plan_ms":{"unknown":28756340,"running":42004,"stopped":1015,"blocked":641},"other_ms":{},"small_ms":1656,"stops":5,"small_stops":5,"unexplained":0,"unexplained_ms":0,"made":[{"product":"bracket","ideal_us":4000000,"total":604,"good":595,"scrap":9,"rework":0}],"hours":[[1795368420000,1795370400000,0,0,0,0,0,null],[1795370400000,1795374000000,0,0,0,0,0,null],[1795374000000,1795377600000,0,0,0,0,0,null],[1795377600000,1795381200000,0,0,0,0,0,null],[1795381200000,1795384800000,0,0,0,0,0,null],[1795384800000,1795388400000,0,0,0,0,0,null],[1795388400000,1795392000000,0,0,0,0,0,null],[1795392000000,1795395600000,0,0,0,0,0,null],[1795395600000,1795397220000,9.30665,595,9,1656,641,"S3"]]}');
INSERT INTO public.record_8 VALUES (1, 1, 25, 'handover', 'H29922807', 1, 1795397220000, 44052471, false, 'machine', '57d1eb2ded342ec1', '\x8677c315df44ed45aa1287d5685a4cc7f2113e2754ee0d06cafdf6d700afca78', '{"shift":"W29922807","name":"early","team":null,"begin":1795368420000,"end":1795397220000,"state":"waiting","frozen":null,"revision":0,"outgoing":null,"incoming":null,"supervisor":null,"figures":{"planned_ms":43660,"run_ms":43660,"unknown_ms":28756340,"availability":1,"performance":55.3366926248,"quality":0.985099337748,"oee":54.5121392579,"total":604,"good":595,"scrap":9,"rework":0,"stops":5,"small_stops":5,"unexplained":0,"unexplained_ms":0},"stops":[],"notes":[],"calls":[],"lamps":[],"alerts":[{"id":"A1","text":"Records are not sent on","state":"D"}]}');
INSERT INTO public.record_8 VALUES (1, 1, 26, 'shift', 'W29923287', 1, 1795397220000, 44052471, false, 'machine', '57d1eb2ded342ec1', '\x2c9cdb34521ffa0cbb68f17dc8a6d11971564bc1e3c7f4ecfc840809de268931', '{"name":"late","team":null,"begin":1795397220000,"end":1795426020000,"closed":false}');
INSERT INTO public.record_8 VALUES (1, 1, 27, 'scrap', 'R1', 1, 1795397223160, 44055631, false, 'root', '57d1eb2ded342ec1', '\x14c542fcd8c481f439f5a82426e8ccf27b952138fb6ef773cb96e369c9032921', '{"at":1795397223160,"quantity":2,"rework":false,"reason":"crack","note":null,"product":"bracket","ideal_us":4000000,"job":null,"part":"planned","shift":"late","window":"W29923287","of":null,"source":"person","from":"root"}');
INSERT INTO public.record_8 VALUES (1, 1, 28, 'call', 'C1', 1, 1795397223172, 44055643, false, 'root', '57d1eb2ded342ec1', '\xa96ce7b0347a01dc66c11a2e53eaa0a4760afbb69dcdc175cff1a9138303a7f3', '{"type":"maintenance","title":"Maintenance","state":"raised","raised":1795397223172,"taken":null,"arrived":null,"ended":null,"take_ms":null,"arrive_ms":null,"solve_ms":null,"line_stop_ms":null,"by":"root","button":false,"taken_by":null,"arrived_by":null,"ended_by":null,"note":null,"stop":null,"order":null,"blocking":false,"line_stop":null,"stop_at":null,"edited":1,"tiers":1,"told":"maintenance by lamp, notify","missed":null,"roles":"maintenance","ladder":[{"tier":"called","at":1795397223172,"lamp":"waiting","notify":"waiting"}],"from":"root"}');
INSERT INTO public.record_8 VALUES (1, 1, 29, 'call', 'C1', 2, 1795397223172, 44055643, false, 'machine', '57d1eb2ded342ec1', '\xe1f13f42438a6632ad17734c74b5356010c438447279e128f3eba2516484d377', '{"type":"maintenance","title":"Maintenance","state":"raised","raised":1795397223172,"taken":null,"arrived":null,"ended":null,"take_ms":null,"arrive_ms":null,"solve_ms":null,"line_stop_ms":null,"by":"root","button":false,"taken_by":null,"arrived_by":null,"ended_by":null,"note":null,"stop":null,"order":null,"blocking":false,"line_stop":null,"stop_at":null,"edited":1,"tiers":1,"told":"maintenance by lamp, notify","missed":null,"roles":"maintenance","ladder":[{"tier":"called","at":1795397223172,"lamp":"reached","notify":"waiting"}]}');

INSERT INTO public.station OVERRIDING SYSTEM VALUE VALUES (1, 'acme/monterrey/stamping/line1/press3', 1795397177400, 1795397177400);

SELECT pg_catalog.setval('public.alarm_number_seq', 1, false);

SELECT pg_catalog.setval('public.dead_letter_number_seq1', 1, false);

SELECT pg_catalog.setval('public.epoch_number_seq', 1, true);

SELECT pg_catalog.setval('public.station_number_seq', 1, true);

ALTER TABLE ONLY public.alarm
    ADD CONSTRAINT alarm_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.alarm
    ADD CONSTRAINT alarm_station_kind_epoch_detail_key UNIQUE (station, kind, epoch, detail);

ALTER TABLE ONLY public.dead_letter
    ADD CONSTRAINT dead_letter_pkey1 PRIMARY KEY (number);

ALTER TABLE ONLY public.dead_letter
    ADD CONSTRAINT dead_letter_station_epoch_seq_digest_key UNIQUE (station, epoch, seq, digest);

ALTER TABLE ONLY public.epoch
    ADD CONSTRAINT epoch_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.epoch
    ADD CONSTRAINT epoch_station_name_key UNIQUE (station, name);

ALTER TABLE ONLY public.object
    ADD CONSTRAINT object_pkey PRIMARY KEY (station, kind, id);

ALTER TABLE ONLY public.record
    ADD CONSTRAINT record_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_0
    ADD CONSTRAINT record_0_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_10
    ADD CONSTRAINT record_10_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_11
    ADD CONSTRAINT record_11_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_12
    ADD CONSTRAINT record_12_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_13
    ADD CONSTRAINT record_13_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_14
    ADD CONSTRAINT record_14_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_15
    ADD CONSTRAINT record_15_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_1
    ADD CONSTRAINT record_1_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_2
    ADD CONSTRAINT record_2_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_3
    ADD CONSTRAINT record_3_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_4
    ADD CONSTRAINT record_4_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_5
    ADD CONSTRAINT record_5_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_6
    ADD CONSTRAINT record_6_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_7
    ADD CONSTRAINT record_7_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_8
    ADD CONSTRAINT record_8_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.record_9
    ADD CONSTRAINT record_9_pkey PRIMARY KEY (station, epoch, seq);

ALTER TABLE ONLY public.station
    ADD CONSTRAINT station_path_key UNIQUE (path);

ALTER TABLE ONLY public.station
    ADD CONSTRAINT station_pkey PRIMARY KEY (number);

CREATE INDEX epoch_previous ON public.epoch USING btree (station, previous);

CREATE INDEX object_wall ON public.object USING btree (kind, wall_ms);

CREATE INDEX record_wall ON ONLY public.record USING brin (wall_ms);

CREATE INDEX record_0_wall_ms_idx ON public.record_0 USING brin (wall_ms);

CREATE INDEX record_10_wall_ms_idx ON public.record_10 USING brin (wall_ms);

CREATE INDEX record_11_wall_ms_idx ON public.record_11 USING brin (wall_ms);

CREATE INDEX record_12_wall_ms_idx ON public.record_12 USING brin (wall_ms);

CREATE INDEX record_13_wall_ms_idx ON public.record_13 USING brin (wall_ms);

CREATE INDEX record_14_wall_ms_idx ON public.record_14 USING brin (wall_ms);

CREATE INDEX record_15_wall_ms_idx ON public.record_15 USING brin (wall_ms);

CREATE INDEX record_1_wall_ms_idx ON public.record_1 USING brin (wall_ms);

CREATE INDEX record_2_wall_ms_idx ON public.record_2 USING brin (wall_ms);

CREATE INDEX record_3_wall_ms_idx ON public.record_3 USING brin (wall_ms);

CREATE INDEX record_4_wall_ms_idx ON public.record_4 USING brin (wall_ms);

CREATE INDEX record_5_wall_ms_idx ON public.record_5 USING brin (wall_ms);

CREATE INDEX record_6_wall_ms_idx ON public.record_6 USING brin (wall_ms);

CREATE INDEX record_7_wall_ms_idx ON public.record_7 USING brin (wall_ms);

CREATE INDEX record_8_wall_ms_idx ON public.record_8 USING brin (wall_ms);

CREATE INDEX record_9_wall_ms_idx ON public.record_9 USING brin (wall_ms);

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_0_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_0_wall_ms_idx;

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_10_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_10_wall_ms_idx;

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_11_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_11_wall_ms_idx;

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_12_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_12_wall_ms_idx;

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_13_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_13_wall_ms_idx;

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_14_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_14_wall_ms_idx;

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_15_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_15_wall_ms_idx;

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_1_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_1_wall_ms_idx;

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_2_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_2_wall_ms_idx;

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_3_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_3_wall_ms_idx;

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_4_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_4_wall_ms_idx;

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_5_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_5_wall_ms_idx;

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_6_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_6_wall_ms_idx;

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_7_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_7_wall_ms_idx;

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_8_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_8_wall_ms_idx;

ALTER INDEX public.record_pkey ATTACH PARTITION public.record_9_pkey;

ALTER INDEX public.record_wall ATTACH PARTITION public.record_9_wall_ms_idx;

\unrestrict QEEGVNQgVVA3CdTzPkqh005Nls8fUpHjhPHMEek78dQP17fOIPBe1UAz2oB99Ff

