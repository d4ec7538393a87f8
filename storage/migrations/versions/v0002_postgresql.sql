CREATE TABLE manual_entry (
    id BIGSERIAL NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    cents BIGINT NOT NULL,
    value_on TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    entered_at BIGINT NOT NULL,
    undone_by TEXT COLLATE "C",
    undone_at BIGINT,
    undone_reason TEXT COLLATE "C",
    PRIMARY KEY (id),
    CONSTRAINT manual_entry_kind CHECK (kind IN ('manual', 'opening')),
    CONSTRAINT manual_entry_amount CHECK (cents <> 0),
    CONSTRAINT manual_entry_days CHECK (length(value_on) = 10),
    CONSTRAINT manual_entry_undone CHECK ((undone_by IS NULL) = (undone_at IS NULL) AND (undone_by IS NULL) = (undone_reason IS NULL))
)

CREATE INDEX manual_entry_account ON manual_entry (account)

CREATE TABLE statement_line (
    id BIGSERIAL NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    ref TEXT COLLATE "C" NOT NULL,
    booked_on TEXT COLLATE "C" NOT NULL,
    value_on TEXT COLLATE "C" NOT NULL,
    cents BIGINT NOT NULL,
    payer TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    structured TEXT COLLATE "C",
    reversal BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    decided TEXT COLLATE "C",
    decided_by TEXT COLLATE "C",
    decided_at BIGINT,
    PRIMARY KEY (id),
    UNIQUE (account, ref),
    CONSTRAINT statement_line_reversal CHECK (reversal IN (0, 1)),
    CONSTRAINT statement_line_days CHECK (length(booked_on) = 10 AND length(value_on) = 10),
    CONSTRAINT statement_line_decided CHECK (decided IN ('accepted', 'left')),
    CONSTRAINT statement_line_whole CHECK ((decided IS NULL) = (decided_by IS NULL) AND (decided IS NULL) = (decided_at IS NULL))
)

CREATE INDEX statement_line_value_on ON statement_line (value_on)

CREATE TABLE document (
    id BIGSERIAL NOT NULL,
    about TEXT COLLATE "C" NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    media_type TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    content TEXT COLLATE "C",
    kept_at BIGINT NOT NULL,
    erase_at BIGINT,
    erased_at BIGINT,
    PRIMARY KEY (id),
    CONSTRAINT document_kept_or_erased CHECK (content IS NOT NULL OR erased_at IS NOT NULL),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE INDEX document_about ON document (about)

CREATE INDEX document_erase_at ON document (erase_at)

CREATE INDEX document_member ON document (member)

CREATE TABLE expense (
    id BIGSERIAL NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    cents BIGINT NOT NULL,
    category TEXT COLLATE "C" NOT NULL,
    what TEXT COLLATE "C" NOT NULL,
    spent_on TEXT COLLATE "C" NOT NULL,
    travel TEXT COLLATE "C",
    proposed_at BIGINT NOT NULL,
    bought_on TEXT COLLATE "C",
    bought_cents BIGINT,
    sent_back TEXT COLLATE "C",
    PRIMARY KEY (id),
    CONSTRAINT expense_positive CHECK (cents >= 1),
    CONSTRAINT expense_category CHECK (category IN ('purchase', 'mission', 'travel')),
    CONSTRAINT expense_within CHECK (bought_cents BETWEEN 1 AND cents),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE INDEX expense_member ON expense (member)

CREATE TABLE payment_order (
    id BIGSERIAL NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    beneficiary TEXT COLLATE "C" NOT NULL,
    cents BIGINT NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    cause TEXT COLLATE "C" NOT NULL,
    ready BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    proposed_by TEXT COLLATE "C" NOT NULL,
    proposed_at BIGINT NOT NULL,
    decided_by TEXT COLLATE "C",
    decided_at BIGINT,
    reason TEXT COLLATE "C",
    method TEXT COLLATE "C",
    paid_on TEXT COLLATE "C",
    reference TEXT COLLATE "C",
    paid_by TEXT COLLATE "C",
    paid_at BIGINT,
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

CREATE INDEX payment_order_beneficiary ON payment_order (beneficiary)

CREATE INDEX payment_order_state ON payment_order (state)

CREATE TABLE reminder_pause (
    id BIGSERIAL NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    since TEXT COLLATE "C" NOT NULL,
    until_on TEXT COLLATE "C",
    note TEXT COLLATE "C" NOT NULL,
    marked_by TEXT COLLATE "C" NOT NULL,
    marked_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT reminder_pause_reason CHECK (reason IN ('asked', 'bereaved', 'other')),
    CONSTRAINT reminder_pause_days CHECK (length(since) = 10 AND length(until_on) = 10),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE INDEX reminder_pause_member ON reminder_pause (member)

CREATE TABLE vote (
    subject TEXT COLLATE "C" NOT NULL,
    voter TEXT COLLATE "C" NOT NULL,
    choice TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C",
    at BIGINT NOT NULL,
    PRIMARY KEY (subject, voter),
    CONSTRAINT vote_choice CHECK (choice IN ('approve', 'refuse')),
    CONSTRAINT vote_reason CHECK (choice <> 'refuse' OR (reason IS NOT NULL AND length(reason) > 0)),
    CONSTRAINT voter_fk FOREIGN KEY(voter) REFERENCES member (number)
)

CREATE INDEX vote_voter ON vote (voter)

CREATE TABLE warning (
    id BIGSERIAL NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    issued_on TEXT COLLATE "C" NOT NULL,
    issued_by TEXT COLLATE "C" NOT NULL,
    cents BIGINT NOT NULL,
    pay_by_on TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    outbox BIGINT,
    told_by TEXT COLLATE "C",
    told_on TEXT COLLATE "C",
    noted_by TEXT COLLATE "C",
    note TEXT COLLATE "C",
    PRIMARY KEY (id),
    CONSTRAINT warning_kind CHECK (kind IN ('dues')),
    CONSTRAINT warning_positive CHECK (cents >= 1),
    CONSTRAINT warning_told_by CHECK (told_by IN ('letter', 'call')),
    CONSTRAINT warning_told CHECK ((told_by IS NULL) = (told_on IS NULL)),
    CONSTRAINT warning_days CHECK (length(issued_on) = 10 AND length(pay_by_on) = 10 AND length(told_on) = 10),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number),
    CONSTRAINT outbox_fk FOREIGN KEY(outbox) REFERENCES outbox (id)
)

CREATE INDEX warning_member ON warning (member, id)

CREATE TABLE line_payment (
    line BIGINT NOT NULL,
    payment BIGINT NOT NULL,
    PRIMARY KEY (payment),
    CONSTRAINT line_fk FOREIGN KEY(line) REFERENCES statement_line (id),
    CONSTRAINT payment_fk FOREIGN KEY(payment) REFERENCES payment (id)
)

CREATE INDEX line_payment_line ON line_payment (line)

CREATE TABLE payment_decision (
    payment BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    cents BIGINT NOT NULL,
    reason TEXT COLLATE "C",
    receipt TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (payment, state),
    CONSTRAINT payment_decision_positive CHECK (cents >= 1),
    CONSTRAINT payment_decision_state CHECK (state IN ('confirmed', 'rejected', 'withdrawn', 'reversed')),
    CONSTRAINT payment_fk FOREIGN KEY(payment) REFERENCES payment (id),
    UNIQUE (receipt)
)
