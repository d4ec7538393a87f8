CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$

CREATE TABLE member (
    number TEXT COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    last_name TEXT COLLATE "C" NOT NULL,
    first_name TEXT COLLATE "C" NOT NULL,
    joined_on TEXT COLLATE "C",
    phone TEXT COLLATE "C",
    email TEXT COLLATE "C",
    section TEXT COLLATE "C",
    spouse TEXT COLLATE "C",
    language TEXT COLLATE "C",
    PRIMARY KEY (number),
    UNIQUE (folded)
)

CREATE INDEX member_phone ON member (phone)

CREATE TABLE application (
    candidate TEXT COLLATE "C" NOT NULL,
    questionnaire BIGINT NOT NULL,
    form_fields TEXT COLLATE "C" NOT NULL,
    family_info BIGINT NOT NULL,
    texts_acknowledged_on TEXT COLLATE "C",
    bureau_accepted_on TEXT COLLATE "C",
    former TEXT COLLATE "C",
    PRIMARY KEY (candidate),
    CONSTRAINT application_questionnaire CHECK (questionnaire IN (0, 1)),
    CONSTRAINT application_family_info CHECK (family_info IN (0, 1))
)

CREATE TABLE transfer (
    id BIGINT NOT NULL,
    debit TEXT COLLATE "C" NOT NULL,
    credit TEXT COLLATE "C" NOT NULL,
    cents BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    value_on TEXT COLLATE "C" NOT NULL,
    recorded_at BIGINT NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    cause TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C",
    due_on TEXT COLLATE "C",
    reverses BIGINT,
    PRIMARY KEY (id),
    CONSTRAINT transfer_two_accounts CHECK (debit <> credit),
    CONSTRAINT transfer_positive CHECK (cents >= 1),
    CONSTRAINT transfer_days CHECK (length(value_on) = 10 AND length(due_on) = 10),
    CONSTRAINT transfer_reverses_earlier CHECK (reverses < id),
    UNIQUE (key),
    UNIQUE (reverses),
    CONSTRAINT reverses_fk FOREIGN KEY(reverses) REFERENCES transfer (id)
)

CREATE INDEX transfer_debit ON transfer (debit)

CREATE INDEX transfer_credit ON transfer (credit)

CREATE TRIGGER transfer_unchanged BEFORE UPDATE OR DELETE ON transfer FOR EACH ROW EXECUTE FUNCTION refuse_change()

CREATE TRIGGER transfer_untruncated BEFORE TRUNCATE ON transfer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TABLE inbox (
    id BIGSERIAL NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    update_id TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    chat TEXT COLLATE "C" NOT NULL,
    private BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    attempts BIGINT NOT NULL,
    outcome TEXT COLLATE "C",
    error TEXT COLLATE "C",
    handled_at BIGINT,
    PRIMARY KEY (id),
    UNIQUE (channel, update_id),
    CONSTRAINT inbox_state CHECK (state IN ('new', 'done')),
    CONSTRAINT inbox_private CHECK (private IN (0, 1))
)

CREATE INDEX inbox_waiting ON inbox (id) WHERE state = 'new'

CREATE INDEX inbox_account ON inbox (channel, account)

CREATE TABLE outbox (
    id BIGSERIAL NOT NULL,
    key TEXT COLLATE "C",
    channel TEXT COLLATE "C" NOT NULL,
    chat TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C",
    kind TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    lane BIGINT NOT NULL,
    delivery TEXT COLLATE "C" NOT NULL,
    member TEXT COLLATE "C",
    edits TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL,
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    expires_at BIGINT,
    owner TEXT COLLATE "C",
    leased_until BIGINT,
    external TEXT COLLATE "C",
    sent_at BIGINT,
    error TEXT COLLATE "C",
    PRIMARY KEY (id),
    CONSTRAINT outbox_lane CHECK (lane BETWEEN 0 AND 2),
    CONSTRAINT outbox_delivery CHECK (delivery IN ('at_most_once', 'at_least_once')),
    CONSTRAINT outbox_state CHECK (state IN ('pending', 'sending', 'sent', 'unsure', 'unreachable', 'dead', 'held')),
    CONSTRAINT outbox_leased CHECK (state <> 'sending' OR owner IS NOT NULL AND leased_until IS NOT NULL),
    UNIQUE (key)
)

CREATE INDEX outbox_unsent ON outbox (state, id) WHERE state <> 'sent'

CREATE INDEX outbox_due ON outbox (channel, lane, due_at, id) WHERE state = 'pending'

CREATE INDEX outbox_member ON outbox (member)

CREATE INDEX outbox_chat ON outbox (channel, chat, lane, id) WHERE state IN ('pending', 'sending')

CREATE INDEX outbox_expiring ON outbox (expires_at) WHERE state = 'pending'

CREATE TABLE pace (
    channel TEXT COLLATE "C" NOT NULL,
    chat TEXT COLLATE "C" NOT NULL,
    open_at BIGINT NOT NULL,
    bulk_open_at BIGINT NOT NULL,
    paused_until BIGINT NOT NULL,
    PRIMARY KEY (channel, chat)
)

CREATE TABLE dialogue (
    channel TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    command TEXT COLLATE "C" NOT NULL,
    answers TEXT COLLATE "C" NOT NULL,
    arguments TEXT COLLATE "C" NOT NULL,
    question TEXT COLLATE "C",
    token TEXT COLLATE "C",
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (channel, account)
)

CREATE TABLE keyboard (
    id BIGSERIAL NOT NULL,
    token TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    actions TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL,
    question TEXT COLLATE "C",
    used_at BIGINT,
    PRIMARY KEY (id),
    UNIQUE (token)
)

CREATE INDEX keyboard_account ON keyboard (channel, account, id)

CREATE TABLE book (
    name TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (name)
)

CREATE TABLE once (
    key TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (key)
)

CREATE TABLE audit (
    id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C",
    body TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT audit_place CHECK (id >= 1),
    CONSTRAINT audit_sha256 CHECK (length(hash) = 64)
)

CREATE INDEX audit_subject ON audit (subject)

CREATE INDEX audit_actor ON audit (actor)

CREATE TRIGGER audit_unchanged BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change()

CREATE TRIGGER audit_untruncated BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TABLE member_status (
    member TEXT COLLATE "C" NOT NULL,
    place BIGINT NOT NULL,
    since TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (member, place),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE TABLE member_role (
    member TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (member, role),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE TABLE chat_account (
    channel TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    chat TEXT COLLATE "C" NOT NULL,
    member TEXT COLLATE "C",
    language TEXT COLLATE "C",
    linked_at BIGINT,
    seen_at BIGINT,
    unreachable_since_at BIGINT,
    failed_links BIGINT NOT NULL,
    locked_until BIGINT,
    PRIMARY KEY (channel, account),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE INDEX chat_account_member ON chat_account (member)

CREATE TABLE invitation (
    code_hash TEXT COLLATE "C" NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (code_hash),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE TABLE preferences (
    member TEXT COLLATE "C" NOT NULL,
    quiet_from BIGINT,
    quiet_until BIGINT,
    dues_reminders BIGINT NOT NULL,
    PRIMARY KEY (member),
    CONSTRAINT preferences_dues_reminders CHECK (dues_reminders IN (0, 1)),
    CONSTRAINT preferences_quiet_hours CHECK (quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE TABLE payment (
    id BIGSERIAL NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    cents BIGINT NOT NULL,
    method TEXT COLLATE "C" NOT NULL,
    value_on TEXT COLLATE "C" NOT NULL,
    reference TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    declared_at BIGINT NOT NULL,
    key TEXT COLLATE "C",
    PRIMARY KEY (id),
    CONSTRAINT payment_positive CHECK (cents >= 1),
    CONSTRAINT payment_method CHECK (method IN ('transfer', 'cheque', 'cash')),
    CONSTRAINT payment_state CHECK (state IN ('declared', 'confirmed', 'rejected', 'withdrawn', 'reversed')),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number),
    UNIQUE (key)
)

CREATE INDEX payment_state ON payment (state)

CREATE INDEX payment_member ON payment (member)
