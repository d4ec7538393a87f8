ALTER TABLE warning ALTER COLUMN pay_by_on DROP NOT NULL

ALTER TABLE warning DROP CONSTRAINT warning_kind

ALTER TABLE warning DROP CONSTRAINT warning_positive

ALTER TABLE warning ADD CONSTRAINT warning_kind CHECK (kind IN ('dues', 'absences'))

ALTER TABLE warning ADD CONSTRAINT warning_positive CHECK (cents >= 0 AND (kind = 'dues') = (cents >= 1))

ALTER TABLE warning ADD CONSTRAINT warning_pay_by CHECK ((kind = 'dues') = (pay_by_on IS NOT NULL))

ALTER TABLE keyboard RENAME COLUMN used_at TO replaced_at

ALTER TABLE keyboard ADD COLUMN outbox BIGINT

ALTER TABLE keyboard ADD CONSTRAINT outbox_fk FOREIGN KEY(outbox) REFERENCES outbox (id)

CREATE TABLE exemption (
    id BIGSERIAL NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    first_on TEXT COLLATE "C" NOT NULL,
    last_on TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    agreed_by TEXT COLLATE "C" NOT NULL,
    agreed_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT exemption_days CHECK (length(first_on) = 10 AND length(last_on) = 10),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE INDEX exemption_member ON exemption (member)

CREATE TABLE petition (
    id BIGSERIAL NOT NULL,
    purpose TEXT COLLATE "C" NOT NULL,
    words TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    begun_by TEXT COLLATE "C" NOT NULL,
    begun_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT petition_purpose CHECK (purpose IN ('texts', 'discipline', 'exceptional', 'vacancy')),
    CONSTRAINT petition_state CHECK (state IN ('open', 'reached', 'convened', 'withdrawn')),
    CONSTRAINT begun_by_fk FOREIGN KEY(begun_by) REFERENCES member (number)
)

CREATE INDEX petition_begun_by ON petition (begun_by)

CREATE TABLE meeting (
    id BIGSERIAL NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    held_on TEXT COLLATE "C" NOT NULL,
    starts_at BIGINT NOT NULL,
    place TEXT COLLATE "C" NOT NULL,
    agenda TEXT COLLATE "C" NOT NULL,
    hosts TEXT COLLATE "C" NOT NULL,
    purpose TEXT COLLATE "C",
    petition BIGINT,
    first BIGINT,
    state TEXT COLLATE "C" NOT NULL,
    edition BIGINT NOT NULL,
    proposed_by TEXT COLLATE "C" NOT NULL,
    proposed_at BIGINT NOT NULL,
    convened_by TEXT COLLATE "C",
    convened_at BIGINT,
    called_off_by TEXT COLLATE "C",
    called_off_at BIGINT,
    called_off_reason TEXT COLLATE "C",
    opened_by TEXT COLLATE "C",
    opened_at BIGINT,
    chair TEXT COLLATE "C",
    secretary TEXT COLLATE "C",
    frozen TEXT COLLATE "C",
    closed_by TEXT COLLATE "C",
    closed_at BIGINT,
    PRIMARY KEY (id),
    CONSTRAINT meeting_kind CHECK (kind IN ('monthly', 'ago', 'age', 'exceptional')),
    CONSTRAINT meeting_purpose CHECK (purpose IN ('texts', 'discipline', 'exceptional', 'vacancy')),
    CONSTRAINT meeting_state CHECK (state IN ('proposed', 'convened', 'open', 'closed', 'called_off')),
    CONSTRAINT meeting_day CHECK (length(held_on) = 10),
    CONSTRAINT meeting_convened CHECK ((convened_at IS NULL) = (convened_by IS NULL)),
    CONSTRAINT meeting_proposed CHECK (state = 'called_off' OR (state = 'proposed') = (convened_at IS NULL)),
    CONSTRAINT meeting_called_off CHECK ((state = 'called_off') = (called_off_at IS NOT NULL)),
    CONSTRAINT meeting_opened CHECK ((state IN ('open', 'closed')) = (opened_at IS NOT NULL)),
    CONSTRAINT meeting_frozen CHECK ((opened_at IS NULL) = (frozen IS NULL)),
    CONSTRAINT meeting_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CONSTRAINT petition_fk FOREIGN KEY(petition) REFERENCES petition (id),
    CONSTRAINT first_fk FOREIGN KEY(first) REFERENCES meeting (id)
)

CREATE UNIQUE INDEX meeting_first ON meeting (first) WHERE state <> 'called_off'

CREATE INDEX meeting_starts_at ON meeting (starts_at)

CREATE TABLE signature (
    petition BIGINT NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    signed_at BIGINT NOT NULL,
    PRIMARY KEY (petition, member),
    CONSTRAINT petition_fk FOREIGN KEY(petition) REFERENCES petition (id),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE INDEX signature_member ON signature (member)

CREATE TABLE broadcast (
    id BIGSERIAL NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    audience TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    meeting BIGINT,
    corrects BIGINT,
    leaves_at BIGINT,
    state TEXT COLLATE "C" NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    endorsed_by TEXT COLLATE "C",
    sent_at BIGINT,
    stopped_by TEXT COLLATE "C",
    PRIMARY KEY (id),
    CONSTRAINT broadcast_kind CHECK (kind IN ('convocation', 'change', 'calling_off', 'minutes', 'message', 'correction')),
    CONSTRAINT broadcast_state CHECK (state IN ('proposed', 'planned', 'sent', 'stopped')),
    CONSTRAINT broadcast_sent CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
    CONSTRAINT broadcast_stopped CHECK ((state = 'stopped') = (stopped_by IS NOT NULL)),
    CONSTRAINT broadcast_planned CHECK (state <> 'planned' OR leaves_at IS NOT NULL),
    CONSTRAINT meeting_fk FOREIGN KEY(meeting) REFERENCES meeting (id),
    CONSTRAINT corrects_fk FOREIGN KEY(corrects) REFERENCES broadcast (id)
)

CREATE INDEX broadcast_meeting ON broadcast (meeting)

CREATE INDEX broadcast_state ON broadcast (state)

CREATE TABLE excuse (
    meeting BIGINT NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    accepted BIGINT NOT NULL,
    decided_by TEXT COLLATE "C" NOT NULL,
    decided_at BIGINT NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (meeting, member),
    CONSTRAINT excuse_accepted CHECK (accepted IN (0, 1)),
    CONSTRAINT meeting_fk FOREIGN KEY(meeting) REFERENCES meeting (id),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE INDEX excuse_member ON excuse (member)

CREATE TABLE presence (
    id BIGSERIAL NOT NULL,
    meeting BIGINT NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    arrived_at BIGINT NOT NULL,
    left_at BIGINT,
    checked_in_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT meeting_fk FOREIGN KEY(meeting) REFERENCES meeting (id),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE INDEX presence_meeting ON presence (meeting, member)

CREATE INDEX presence_member ON presence (member)

CREATE UNIQUE INDEX presence_there ON presence (meeting, member) WHERE left_at IS NULL

CREATE TABLE proxy (
    id BIGSERIAL NOT NULL,
    meeting BIGINT NOT NULL,
    giver TEXT COLLATE "C" NOT NULL,
    holder TEXT COLLATE "C" NOT NULL,
    writing TEXT COLLATE "C" NOT NULL,
    given_at BIGINT NOT NULL,
    entered_by TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    ended_at BIGINT,
    ended_by TEXT COLLATE "C",
    PRIMARY KEY (id),
    CONSTRAINT proxy_other CHECK (giver <> holder),
    CONSTRAINT proxy_writing CHECK (writing IN ('chat', 'sms', 'email', 'letter')),
    CONSTRAINT proxy_state CHECK (state IN ('given', 'withdrawn', 'declined', 'lapsed')),
    CONSTRAINT proxy_ended CHECK ((state = 'given') = (ended_at IS NULL)),
    CONSTRAINT proxy_ender CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CONSTRAINT meeting_fk FOREIGN KEY(meeting) REFERENCES meeting (id),
    CONSTRAINT giver_fk FOREIGN KEY(giver) REFERENCES member (number),
    CONSTRAINT holder_fk FOREIGN KEY(holder) REFERENCES member (number)
)

CREATE INDEX proxy_giver ON proxy (giver)

CREATE UNIQUE INDEX proxy_giver_once ON proxy (meeting, giver) WHERE state = 'given'

CREATE INDEX proxy_holder ON proxy (holder)

CREATE INDEX proxy_meeting ON proxy (meeting)

CREATE TABLE resolution (
    id BIGSERIAL NOT NULL,
    meeting BIGINT NOT NULL,
    words TEXT COLLATE "C" NOT NULL,
    item BIGINT,
    method TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    base BIGINT NOT NULL,
    required BIGINT NOT NULL,
    counted BIGINT NOT NULL,
    opened_by TEXT COLLATE "C" NOT NULL,
    opened_at BIGINT NOT NULL,
    in_favour BIGINT,
    against BIGINT,
    abstaining BIGINT,
    closed_by TEXT COLLATE "C",
    closed_at BIGINT,
    PRIMARY KEY (id),
    CONSTRAINT resolution_method CHECK (method IN ('hands', 'chat')),
    CONSTRAINT resolution_state CHECK (state IN ('open', 'closed', 'dropped')),
    CONSTRAINT resolution_counts CHECK (in_favour >= 0 AND against >= 0 AND abstaining >= 0),
    CONSTRAINT resolution_counted CHECK ((state = 'closed') = (in_favour IS NOT NULL)),
    CONSTRAINT resolution_tally CHECK ((in_favour IS NULL) = (against IS NULL) AND (in_favour IS NULL) = (abstaining IS NULL)),
    CONSTRAINT resolution_ended CHECK ((state = 'open') = (closed_at IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL)),
    CONSTRAINT meeting_fk FOREIGN KEY(meeting) REFERENCES meeting (id)
)

CREATE INDEX resolution_meeting ON resolution (meeting)

CREATE TABLE rsvp (
    id BIGSERIAL NOT NULL,
    meeting BIGINT NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C",
    received_at BIGINT NOT NULL,
    entered_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT rsvp_answer CHECK (answer IN ('present', 'absent')),
    CONSTRAINT meeting_fk FOREIGN KEY(meeting) REFERENCES meeting (id),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE INDEX rsvp_meeting ON rsvp (meeting, member)

CREATE INDEX rsvp_member ON rsvp (member)

CREATE TABLE ballot (
    resolution BIGINT NOT NULL,
    elector TEXT COLLATE "C" NOT NULL,
    cast_by TEXT COLLATE "C" NOT NULL,
    choice TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (resolution, elector),
    CONSTRAINT ballot_choice CHECK (choice IN ('for', 'against', 'abstain')),
    CONSTRAINT resolution_fk FOREIGN KEY(resolution) REFERENCES resolution (id),
    CONSTRAINT elector_fk FOREIGN KEY(elector) REFERENCES member (number)
)

CREATE INDEX ballot_cast_by ON ballot (cast_by)

CREATE INDEX ballot_elector ON ballot (elector)

CREATE TABLE minutes (
    id BIGSERIAL NOT NULL,
    meeting BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    words TEXT COLLATE "C" NOT NULL,
    drafted_by TEXT COLLATE "C" NOT NULL,
    drafted_at BIGINT NOT NULL,
    approved_in BIGINT,
    approved_by TEXT COLLATE "C",
    approved_at BIGINT,
    in_favour BIGINT,
    against BIGINT,
    abstaining BIGINT,
    facts TEXT COLLATE "C",
    broadcast BIGINT,
    sent_by TEXT COLLATE "C",
    sent_at BIGINT,
    public TEXT COLLATE "C" NOT NULL,
    cleared TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (meeting),
    CONSTRAINT minutes_state CHECK (state IN ('draft', 'approved', 'sent')),
    CONSTRAINT minutes_approved CHECK ((state = 'draft') = (approved_at IS NULL)),
    CONSTRAINT minutes_reading CHECK ((approved_at IS NULL) = (approved_in IS NULL)),
    CONSTRAINT minutes_facts CHECK ((approved_at IS NULL) = (facts IS NULL)),
    CONSTRAINT minutes_sent CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
    CONSTRAINT minutes_broadcast CHECK ((sent_at IS NULL) = (broadcast IS NULL)),
    CONSTRAINT meeting_fk FOREIGN KEY(meeting) REFERENCES meeting (id),
    CONSTRAINT approved_in_fk FOREIGN KEY(approved_in) REFERENCES meeting (id),
    CONSTRAINT broadcast_fk FOREIGN KEY(broadcast) REFERENCES broadcast (id)
)

CREATE TABLE recipient (
    broadcast BIGINT NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    told_by TEXT COLLATE "C",
    told_on TEXT COLLATE "C",
    noted_by TEXT COLLATE "C",
    note TEXT COLLATE "C",
    PRIMARY KEY (broadcast, member),
    CONSTRAINT recipient_told_by CHECK (told_by IN ('letter', 'call')),
    CONSTRAINT recipient_told CHECK ((told_by IS NULL) = (told_on IS NULL)),
    CONSTRAINT recipient_day CHECK (length(told_on) = 10),
    CONSTRAINT broadcast_fk FOREIGN KEY(broadcast) REFERENCES broadcast (id),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE INDEX recipient_member ON recipient (member)
