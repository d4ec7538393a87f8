CREATE TABLE manual_entry (
    id INTEGER NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    cents INTEGER NOT NULL,
    value_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    entered_at INTEGER NOT NULL,
    undone_by TEXT,
    undone_at INTEGER,
    undone_reason TEXT,
    PRIMARY KEY (id),
    CONSTRAINT manual_entry_kind CHECK (kind IN ('manual', 'opening')),
    CONSTRAINT manual_entry_amount CHECK (cents <> 0),
    CONSTRAINT manual_entry_days CHECK (length(value_on) = 10),
    CONSTRAINT manual_entry_undone CHECK ((undone_by IS NULL) = (undone_at IS NULL) AND (undone_by IS NULL) = (undone_reason IS NULL))
)
 STRICT

CREATE INDEX manual_entry_account ON manual_entry (account)

CREATE TABLE statement_line (
    id INTEGER NOT NULL,
    account TEXT NOT NULL,
    ref TEXT NOT NULL,
    booked_on TEXT NOT NULL,
    value_on TEXT NOT NULL,
    cents INTEGER NOT NULL,
    payer TEXT NOT NULL,
    text TEXT NOT NULL,
    structured TEXT,
    reversal INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    decided TEXT,
    decided_by TEXT,
    decided_at INTEGER,
    PRIMARY KEY (id),
    UNIQUE (account, ref),
    CONSTRAINT statement_line_reversal CHECK (reversal IN (0, 1)),
    CONSTRAINT statement_line_days CHECK (length(booked_on) = 10 AND length(value_on) = 10),
    CONSTRAINT statement_line_decided CHECK (decided IN ('accepted', 'left')),
    CONSTRAINT statement_line_whole CHECK ((decided IS NULL) = (decided_by IS NULL) AND (decided IS NULL) = (decided_at IS NULL))
)
 STRICT

CREATE INDEX statement_line_value_on ON statement_line (value_on)

CREATE TABLE document (
    id INTEGER NOT NULL,
    about TEXT NOT NULL,
    member TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    content TEXT,
    kept_at INTEGER NOT NULL,
    erase_at INTEGER,
    erased_at INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT document_kept_or_erased CHECK (content IS NOT NULL OR erased_at IS NOT NULL),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE INDEX document_about ON document (about)

CREATE INDEX document_erase_at ON document (erase_at)

CREATE INDEX document_member ON document (member)

CREATE TABLE expense (
    id INTEGER NOT NULL,
    member TEXT NOT NULL,
    cents INTEGER NOT NULL,
    category TEXT NOT NULL,
    what TEXT NOT NULL,
    spent_on TEXT NOT NULL,
    travel TEXT,
    proposed_at INTEGER NOT NULL,
    bought_on TEXT,
    bought_cents INTEGER,
    sent_back TEXT,
    PRIMARY KEY (id),
    CONSTRAINT expense_positive CHECK (cents >= 1),
    CONSTRAINT expense_category CHECK (category IN ('purchase', 'mission', 'travel')),
    CONSTRAINT expense_within CHECK (bought_cents BETWEEN 1 AND cents),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE INDEX expense_member ON expense (member)

CREATE TABLE payment_order (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    beneficiary TEXT NOT NULL,
    cents INTEGER NOT NULL,
    title TEXT NOT NULL,
    cause TEXT NOT NULL,
    ready INTEGER NOT NULL,
    state TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at INTEGER NOT NULL,
    decided_by TEXT,
    decided_at INTEGER,
    reason TEXT,
    method TEXT,
    paid_on TEXT,
    reference TEXT,
    paid_by TEXT,
    paid_at INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT payment_order_ready CHECK (ready IN (0, 1)),
    CONSTRAINT payment_order_positive CHECK (cents >= 1),
    CONSTRAINT payment_order_kind CHECK (kind IN ('expense', 'payout', 'host', 'help')),
    CONSTRAINT payment_order_state CHECK (state IN ('proposed', 'approved', 'refused', 'paid', 'cancelled')),
    CONSTRAINT payment_order_decided CHECK (state = 'proposed' OR decided_at IS NOT NULL),
    CONSTRAINT payment_order_method CHECK (method IN ('transfer', 'cheque')),
    CONSTRAINT payment_order_paid CHECK (state <> 'paid' OR (method IS NOT NULL AND paid_on IS NOT NULL AND paid_by IS NOT NULL AND paid_at IS NOT NULL AND reference IS NOT NULL AND length(reference) > 0)),
    CONSTRAINT beneficiary_fk FOREIGN KEY(beneficiary) REFERENCES member (number),
    UNIQUE (cause)
)
 STRICT

CREATE INDEX payment_order_beneficiary ON payment_order (beneficiary)

CREATE INDEX payment_order_state ON payment_order (state)

CREATE TABLE reminder_pause (
    id INTEGER NOT NULL,
    member TEXT NOT NULL,
    reason TEXT NOT NULL,
    since TEXT NOT NULL,
    until_on TEXT,
    note TEXT NOT NULL,
    marked_by TEXT NOT NULL,
    marked_at INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT reminder_pause_reason CHECK (reason IN ('asked', 'bereaved', 'other')),
    CONSTRAINT reminder_pause_days CHECK (length(since) = 10 AND length(until_on) = 10),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE INDEX reminder_pause_member ON reminder_pause (member)

CREATE TABLE vote (
    subject TEXT NOT NULL,
    voter TEXT NOT NULL,
    choice TEXT NOT NULL,
    reason TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (subject, voter),
    CONSTRAINT vote_choice CHECK (choice IN ('approve', 'refuse')),
    CONSTRAINT vote_reason CHECK (choice <> 'refuse' OR (reason IS NOT NULL AND length(reason) > 0)),
    CONSTRAINT voter_fk FOREIGN KEY(voter) REFERENCES member (number)
)
 STRICT

CREATE INDEX vote_voter ON vote (voter)

CREATE TABLE warning (
    id INTEGER NOT NULL,
    member TEXT NOT NULL,
    kind TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    issued_by TEXT NOT NULL,
    cents INTEGER NOT NULL,
    pay_by_on TEXT NOT NULL,
    body TEXT NOT NULL,
    outbox INTEGER,
    told_by TEXT,
    told_on TEXT,
    noted_by TEXT,
    note TEXT,
    PRIMARY KEY (id),
    CONSTRAINT warning_kind CHECK (kind IN ('dues')),
    CONSTRAINT warning_positive CHECK (cents >= 1),
    CONSTRAINT warning_told_by CHECK (told_by IN ('letter', 'call')),
    CONSTRAINT warning_told CHECK ((told_by IS NULL) = (told_on IS NULL)),
    CONSTRAINT warning_days CHECK (length(issued_on) = 10 AND length(pay_by_on) = 10 AND length(told_on) = 10),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number),
    CONSTRAINT outbox_fk FOREIGN KEY(outbox) REFERENCES outbox (id)
)
 STRICT

CREATE INDEX warning_member ON warning (member, id)

CREATE TABLE line_payment (
    line INTEGER NOT NULL,
    payment INTEGER NOT NULL,
    PRIMARY KEY (payment),
    CONSTRAINT line_fk FOREIGN KEY(line) REFERENCES statement_line (id),
    CONSTRAINT payment_fk FOREIGN KEY(payment) REFERENCES payment (id)
)
 STRICT

CREATE INDEX line_payment_line ON line_payment (line)

CREATE TABLE payment_decision (
    payment INTEGER NOT NULL,
    state TEXT NOT NULL,
    cents INTEGER NOT NULL,
    reason TEXT,
    receipt TEXT,
    decided_by TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (payment, state),
    CONSTRAINT payment_decision_positive CHECK (cents >= 1),
    CONSTRAINT payment_decision_state CHECK (state IN ('confirmed', 'rejected', 'withdrawn', 'reversed')),
    CONSTRAINT payment_fk FOREIGN KEY(payment) REFERENCES payment (id),
    UNIQUE (receipt)
)
 STRICT
