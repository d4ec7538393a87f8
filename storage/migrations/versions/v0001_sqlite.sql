CREATE TABLE member (
    number TEXT NOT NULL,
    folded TEXT NOT NULL,
    last_name TEXT NOT NULL,
    first_name TEXT NOT NULL,
    joined_on TEXT,
    phone TEXT,
    email TEXT,
    section TEXT,
    spouse TEXT,
    language TEXT,
    PRIMARY KEY (number),
    UNIQUE (folded)
)
 STRICT

CREATE INDEX member_phone ON member (phone)

CREATE TABLE application (
    candidate TEXT NOT NULL,
    questionnaire INTEGER NOT NULL,
    form_fields TEXT NOT NULL,
    family_info INTEGER NOT NULL,
    texts_acknowledged_on TEXT,
    bureau_accepted_on TEXT,
    former TEXT,
    PRIMARY KEY (candidate),
    CONSTRAINT application_questionnaire CHECK (questionnaire IN (0, 1)),
    CONSTRAINT application_family_info CHECK (family_info IN (0, 1))
)
 STRICT

CREATE TABLE transfer (
    id INTEGER NOT NULL,
    debit TEXT NOT NULL,
    credit TEXT NOT NULL,
    cents INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value_on TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    author TEXT NOT NULL,
    cause TEXT NOT NULL,
    "key" TEXT,
    due_on TEXT,
    reverses INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT transfer_two_accounts CHECK (debit <> credit),
    CONSTRAINT transfer_positive CHECK (cents >= 1),
    CONSTRAINT transfer_days CHECK (length(value_on) = 10 AND length(due_on) = 10),
    CONSTRAINT transfer_reverses_earlier CHECK (reverses < id),
    UNIQUE ("key"),
    UNIQUE (reverses),
    CONSTRAINT reverses_fk FOREIGN KEY(reverses) REFERENCES transfer (id)
)
 STRICT

CREATE INDEX transfer_debit ON transfer (debit)

CREATE INDEX transfer_credit ON transfer (credit)

CREATE TRIGGER transfer_unchanged BEFORE UPDATE ON transfer BEGIN SELECT RAISE(ABORT, 'transfer is append-only'); END

CREATE TRIGGER transfer_undeleted BEFORE DELETE ON transfer BEGIN SELECT RAISE(ABORT, 'transfer is append-only'); END

CREATE TABLE inbox (
    id INTEGER NOT NULL,
    channel TEXT NOT NULL,
    update_id TEXT NOT NULL,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    private INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    outcome TEXT,
    error TEXT,
    handled_at INTEGER,
    PRIMARY KEY (id),
    UNIQUE (channel, update_id),
    CONSTRAINT inbox_state CHECK (state IN ('new', 'done')),
    CONSTRAINT inbox_private CHECK (private IN (0, 1))
)
 STRICT

CREATE INDEX inbox_waiting ON inbox (id) WHERE state = 'new'

CREATE INDEX inbox_account ON inbox (channel, account)

CREATE TABLE outbox (
    id INTEGER NOT NULL,
    "key" TEXT,
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    account TEXT,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    lane INTEGER NOT NULL,
    delivery TEXT NOT NULL,
    member TEXT,
    edits TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    expires_at INTEGER,
    owner TEXT,
    leased_until INTEGER,
    external TEXT,
    sent_at INTEGER,
    error TEXT,
    PRIMARY KEY (id),
    CONSTRAINT outbox_lane CHECK (lane BETWEEN 0 AND 2),
    CONSTRAINT outbox_delivery CHECK (delivery IN ('at_most_once', 'at_least_once')),
    CONSTRAINT outbox_state CHECK (state IN ('pending', 'sending', 'sent', 'unsure', 'unreachable', 'dead', 'held')),
    CONSTRAINT outbox_leased CHECK (state <> 'sending' OR owner IS NOT NULL AND leased_until IS NOT NULL),
    UNIQUE ("key")
)
 STRICT

CREATE INDEX outbox_unsent ON outbox (state, id) WHERE state <> 'sent'

CREATE INDEX outbox_due ON outbox (channel, lane, due_at, id) WHERE state = 'pending'

CREATE INDEX outbox_member ON outbox (member)

CREATE INDEX outbox_chat ON outbox (channel, chat, lane, id) WHERE state IN ('pending', 'sending')

CREATE INDEX outbox_expiring ON outbox (expires_at) WHERE state = 'pending'

CREATE TABLE pace (
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    open_at INTEGER NOT NULL,
    bulk_open_at INTEGER NOT NULL,
    paused_until INTEGER NOT NULL,
    PRIMARY KEY (channel, chat)
)
 STRICT

CREATE TABLE dialogue (
    channel TEXT NOT NULL,
    account TEXT NOT NULL,
    command TEXT NOT NULL,
    answers TEXT NOT NULL,
    arguments TEXT NOT NULL,
    question TEXT,
    token TEXT,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (channel, account)
)
 STRICT

CREATE TABLE keyboard (
    id INTEGER NOT NULL,
    token TEXT NOT NULL,
    channel TEXT NOT NULL,
    account TEXT NOT NULL,
    actions TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    question TEXT,
    used_at INTEGER,
    PRIMARY KEY (id),
    UNIQUE (token)
)
 STRICT

CREATE INDEX keyboard_account ON keyboard (channel, account, id)

CREATE TABLE book (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
)
 STRICT

CREATE TABLE once (
    "key" TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY ("key")
)
 STRICT

CREATE TABLE audit (
    id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT audit_place CHECK (id >= 1),
    CONSTRAINT audit_sha256 CHECK (length(hash) = 64)
)
 STRICT

CREATE INDEX audit_subject ON audit (subject)

CREATE INDEX audit_actor ON audit (actor)

CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END

CREATE TRIGGER audit_undeleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END

CREATE TABLE member_status (
    member TEXT NOT NULL,
    place INTEGER NOT NULL,
    since TEXT NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (member, place),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE TABLE member_role (
    member TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (member, role),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE TABLE chat_account (
    channel TEXT NOT NULL,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    member TEXT,
    language TEXT,
    linked_at INTEGER,
    seen_at INTEGER,
    unreachable_since_at INTEGER,
    failed_links INTEGER NOT NULL,
    locked_until INTEGER,
    PRIMARY KEY (channel, account),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE INDEX chat_account_member ON chat_account (member)

CREATE TABLE invitation (
    code_hash TEXT NOT NULL,
    member TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (code_hash),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE TABLE preferences (
    member TEXT NOT NULL,
    quiet_from INTEGER,
    quiet_until INTEGER,
    dues_reminders INTEGER NOT NULL,
    PRIMARY KEY (member),
    CONSTRAINT preferences_dues_reminders CHECK (dues_reminders IN (0, 1)),
    CONSTRAINT preferences_quiet_hours CHECK (quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE TABLE payment (
    id INTEGER NOT NULL,
    member TEXT NOT NULL,
    cents INTEGER NOT NULL,
    method TEXT NOT NULL,
    value_on TEXT NOT NULL,
    reference TEXT NOT NULL,
    state TEXT NOT NULL,
    declared_at INTEGER NOT NULL,
    "key" TEXT,
    PRIMARY KEY (id),
    CONSTRAINT payment_positive CHECK (cents >= 1),
    CONSTRAINT payment_method CHECK (method IN ('transfer', 'cheque', 'cash')),
    CONSTRAINT payment_state CHECK (state IN ('declared', 'confirmed', 'rejected', 'withdrawn', 'reversed')),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number),
    UNIQUE ("key")
)
 STRICT

CREATE INDEX payment_state ON payment (state)

CREATE INDEX payment_member ON payment (member)
