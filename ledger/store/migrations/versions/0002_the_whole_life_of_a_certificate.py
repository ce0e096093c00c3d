"""
The whole life of a certificate.

Revision 0002, after 0001.

Each noun has tables now, and the ledger's contracts are others: what a mirror of the old ones holds says nothing of the
new ledger.  So the old tables are emptied, and the indexer begins anew with the first block.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


EMPTIED = (
    "blocks",
    "cursor",
    "entries",
    "undo",
    "participants",
    "keys",
    "charges",
    "proposals",
    "governance",
    "nouns",
    "certificates",
    "shares",
    "claims",
)


def upgrade() -> None:
    for table in EMPTIED:
        op.execute(sa.delete(sa.table(table)))
    op.create_table(
        "attestations",
        sa.Column("id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("subtype", NUMBER, nullable=False),
        sa.Column("condition", sa.Integer(), nullable=False),
        sa.Column("by", NUMBER, nullable=False),
        sa.Column("party", NUMBER, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("amount", NUMBER, nullable=False),
        sa.Column("base_date", NUMBER, nullable=False),
        sa.Column("valid_to", NUMBER, nullable=False),
        sa.Column("refers", sa.LargeBinary(), nullable=False),
        sa.Column("linked_id", sa.LargeBinary(), nullable=False),
        sa.Column("document_digest", sa.LargeBinary(), nullable=False),
        sa.Column("attested_block", NUMBER, nullable=False),
        sa.Column("attested_transaction", NUMBER, nullable=False),
        sa.Column("attested_log", NUMBER, nullable=False),
        sa.Column("attested_at", NUMBER, nullable=False),
        sa.Column("closed_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestations")),
    )
    op.create_index(
        op.f("ix_attestations_by_attested_block_attested_log"),
        "attestations",
        ["by", "attested_block", "attested_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_attestations_certificate_id_attested_block_attested_log"),
        "attestations",
        ["certificate_id", "attested_block", "attested_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_attestations_kind_attested_block_attested_log"),
        "attestations",
        ["kind", "attested_block", "attested_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_attestations_party_attested_block_attested_log"),
        "attestations",
        ["party", "attested_block", "attested_log"],
        unique=False,
    )
    op.create_table(
        "bookers",
        sa.Column("certificate_id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("entities", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_bookers")),
    )
    op.create_table(
        "burdens",
        sa.Column("certificate_id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("freezes", sa.Text(), nullable=False),
        sa.Column("controls", sa.Text(), nullable=False),
        sa.Column("objections", sa.Text(), nullable=False),
        sa.Column("source_objections", sa.Text(), nullable=False),
        sa.Column("disputes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_burdens")),
    )
    op.create_table(
        "calendar",
        sa.Column("year", NUMBER, autoincrement=False, nullable=False),
        sa.Column("working_low", sa.LargeBinary(), nullable=False),
        sa.Column("working_high", sa.LargeBinary(), nullable=False),
        sa.Column("notice_digest", sa.LargeBinary(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar")),
    )
    op.create_table(
        "cases",
        sa.Column("application_id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("applicant", NUMBER, nullable=False),
        sa.Column("register", NUMBER, nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("attempt", NUMBER, nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("rights", sa.Integer(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("objections", NUMBER, nullable=False),
        sa.Column("due_at", NUMBER, nullable=False),
        sa.Column("publicised_until", NUMBER, nullable=False),
        sa.Column("source_ends", NUMBER, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("ordinal", NUMBER, nullable=False),
        sa.Column("asked_rights", sa.Integer(), nullable=False),
        sa.Column("application_digest", sa.LargeBinary(), nullable=False),
        sa.Column("document_digest", sa.LargeBinary(), nullable=False),
        sa.Column("ground", sa.Integer(), nullable=False),
        sa.Column("submitted_at", NUMBER, nullable=False),
        sa.Column("accepted_at", NUMBER, nullable=False),
        sa.Column("reviewed_at", NUMBER, nullable=False),
        sa.Column("extended_at", NUMBER, nullable=False),
        sa.Column("publicised_at", NUMBER, nullable=False),
        sa.Column("resumed_at", NUMBER, nullable=False),
        sa.Column("ended_at", NUMBER, nullable=False),
        sa.Column("changed_block", NUMBER, nullable=False),
        sa.Column("changed_transaction", NUMBER, nullable=False),
        sa.Column("changed_log", NUMBER, nullable=False),
        sa.Column("changed_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_cases")),
    )
    op.create_index(
        op.f("ix_cases_applicant_due_at_application_id"),
        "cases",
        ["applicant", "due_at", "application_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_cases_publicised_until_application_id"), "cases", ["publicised_until", "application_id"], unique=False
    )
    op.create_index(
        op.f("ix_cases_register_due_at_application_id"), "cases", ["register", "due_at", "application_id"], unique=False
    )
    op.create_table(
        "contributions",
        sa.Column("id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("contributor", NUMBER, nullable=False),
        sa.Column("investee", NUMBER, nullable=False),
        sa.Column("mode", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("appraised", NUMBER, nullable=False),
        sa.Column("agreed", NUMBER, nullable=False),
        sa.Column("capital", NUMBER, nullable=False),
        sa.Column("report_id", sa.LargeBinary(), nullable=False),
        sa.Column("agreement_digest", sa.LargeBinary(), nullable=False),
        sa.Column("until", NUMBER, nullable=False),
        sa.Column("confirm_by", NUMBER, nullable=False),
        sa.Column("delivery_digest", sa.LargeBinary(), nullable=False),
        sa.Column("receipt_digest", sa.LargeBinary(), nullable=False),
        sa.Column("closing_digest", sa.LargeBinary(), nullable=False),
        sa.Column("registered_at", NUMBER, nullable=False),
        sa.Column("reserved_block", NUMBER, nullable=False),
        sa.Column("reserved_transaction", NUMBER, nullable=False),
        sa.Column("reserved_log", NUMBER, nullable=False),
        sa.Column("reserved_at", NUMBER, nullable=False),
        sa.Column("executed_at", NUMBER, nullable=False),
        sa.Column("confirmed_at", NUMBER, nullable=False),
        sa.Column("closed_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributions")),
    )
    op.create_index(
        op.f("ix_contributions_certificate_id_reserved_block_reserved_log"),
        "contributions",
        ["certificate_id", "reserved_block", "reserved_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_contributions_contributor_reserved_block_reserved_log"),
        "contributions",
        ["contributor", "reserved_block", "reserved_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_contributions_investee_reserved_block_reserved_log"),
        "contributions",
        ["investee", "reserved_block", "reserved_log"],
        unique=False,
    )
    op.create_table(
        "contributions_on",
        sa.Column("certificate_id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("contribution_id", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_contributions_on")),
    )
    op.create_table(
        "controls",
        sa.Column("id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("by", NUMBER, nullable=False),
        sa.Column("until", NUMBER, nullable=False),
        sa.Column("order_digest", sa.LargeBinary(), nullable=False),
        sa.Column("entered_block", NUMBER, nullable=False),
        sa.Column("entered_transaction", NUMBER, nullable=False),
        sa.Column("entered_log", NUMBER, nullable=False),
        sa.Column("entered_at", NUMBER, nullable=False),
        sa.Column("lifted_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_controls")),
    )
    op.create_index(
        op.f("ix_controls_by_entered_block_entered_log"),
        "controls",
        ["by", "entered_block", "entered_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_controls_certificate_id_entered_block_entered_log"),
        "controls",
        ["certificate_id", "entered_block", "entered_log"],
        unique=False,
    )
    op.create_table(
        "disputes",
        sa.Column("id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("institution", NUMBER, nullable=False),
        sa.Column("document_digest", sa.LargeBinary(), nullable=False),
        sa.Column("noted_block", NUMBER, nullable=False),
        sa.Column("noted_transaction", NUMBER, nullable=False),
        sa.Column("noted_log", NUMBER, nullable=False),
        sa.Column("noted_at", NUMBER, nullable=False),
        sa.Column("ended_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
    )
    op.create_index(
        op.f("ix_disputes_certificate_id_noted_block_noted_log"),
        "disputes",
        ["certificate_id", "noted_block", "noted_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_disputes_institution_noted_block_noted_log"),
        "disputes",
        ["institution", "noted_block", "noted_log"],
        unique=False,
    )
    op.create_table(
        "encumbrance_lists",
        sa.Column("certificate_id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("live", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_encumbrance_lists")),
    )
    op.create_table(
        "encumbrances",
        sa.Column("id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("creditor", NUMBER, nullable=False),
        sa.Column("debtor", NUMBER, nullable=False),
        sa.Column("amount", NUMBER, nullable=False),
        sa.Column("rank_at", NUMBER, nullable=False),
        sa.Column("until", NUMBER, nullable=False),
        sa.Column("perfected_at", NUMBER, nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("traits", sa.Integer(), nullable=False),
        sa.Column("debt_digest", sa.LargeBinary(), nullable=False),
        sa.Column("resolution_digest", sa.LargeBinary(), nullable=False),
        sa.Column("report_id", sa.LargeBinary(), nullable=False),
        sa.Column("hold_id", sa.LargeBinary(), nullable=False),
        sa.Column("created_block", NUMBER, nullable=False),
        sa.Column("created_transaction", NUMBER, nullable=False),
        sa.Column("created_log", NUMBER, nullable=False),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.Column("filing_number", sa.LargeBinary(), nullable=False),
        sa.Column("file_digest", sa.LargeBinary(), nullable=False),
        sa.Column("added_amount", NUMBER, nullable=False),
        sa.Column("added_at", NUMBER, nullable=False),
        sa.Column("reason", sa.Integer(), nullable=False),
        sa.Column("document_digest", sa.LargeBinary(), nullable=False),
        sa.Column("closed_at", NUMBER, nullable=False),
        sa.Column("ended_by", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encumbrances")),
    )
    op.create_index(
        op.f("ix_encumbrances_certificate_id_created_block_created_log"),
        "encumbrances",
        ["certificate_id", "created_block", "created_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_encumbrances_creditor_created_block_created_log"),
        "encumbrances",
        ["creditor", "created_block", "created_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_encumbrances_debtor_created_block_created_log"),
        "encumbrances",
        ["debtor", "created_block", "created_log"],
        unique=False,
    )
    op.create_table(
        "evaluators",
        sa.Column("participant", NUMBER, autoincrement=False, nullable=False),
        sa.Column("kinds", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("participant", name=op.f("pk_evaluators")),
    )
    op.create_table(
        "exit_notices",
        sa.Column("register", NUMBER, autoincrement=False, nullable=False),
        sa.Column("keeper", NUMBER, nullable=False),
        sa.Column("successor", NUMBER, nullable=False),
        sa.Column("effective_at", NUMBER, nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("announced_at", NUMBER, nullable=False),
        sa.Column("document_digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("register", name=op.f("pk_exit_notices")),
    )
    op.create_table(
        "filings",
        sa.Column("number", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("pledge_id", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_filings")),
    )
    op.create_table(
        "freezes",
        sa.Column("id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("organ", NUMBER, nullable=False),
        sa.Column("served_at", NUMBER, nullable=False),
        sa.Column("term", NUMBER, nullable=False),
        sa.Column("forbidden", sa.Integer(), nullable=False),
        sa.Column("holder", NUMBER, nullable=False),
        sa.Column("case_digest", sa.LargeBinary(), nullable=False),
        sa.Column("order_digest", sa.LargeBinary(), nullable=False),
        sa.Column("entered_block", NUMBER, nullable=False),
        sa.Column("entered_transaction", NUMBER, nullable=False),
        sa.Column("entered_log", NUMBER, nullable=False),
        sa.Column("entered_at", NUMBER, nullable=False),
        sa.Column("lifted_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freezes")),
    )
    op.create_index(
        op.f("ix_freezes_certificate_id_entered_block_entered_log"),
        "freezes",
        ["certificate_id", "entered_block", "entered_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_freezes_organ_entered_block_entered_log"),
        "freezes",
        ["organ", "entered_block", "entered_log"],
        unique=False,
    )
    op.create_table(
        "incentive_claims",
        sa.Column("participant", NUMBER, autoincrement=False, nullable=False),
        sa.Column("kinds", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("participant", name=op.f("pk_incentive_claims")),
    )
    op.create_table(
        "keepers",
        sa.Column("flag", NUMBER, autoincrement=False, nullable=False),
        sa.Column("noun", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("flag", name=op.f("pk_keepers")),
    )
    op.create_table(
        "licences",
        sa.Column("id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("licensee", NUMBER, nullable=False),
        sa.Column("rights", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("valid_from", NUMBER, nullable=False),
        sa.Column("valid_to", NUMBER, nullable=False),
        sa.Column("resale", sa.Boolean(), nullable=False),
        sa.Column("ended_at", NUMBER, nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("scope_digest", sa.LargeBinary(), nullable=False),
        sa.Column("document_digest", sa.LargeBinary(), nullable=False),
        sa.Column("granted_block", NUMBER, nullable=False),
        sa.Column("granted_transaction", NUMBER, nullable=False),
        sa.Column("granted_log", NUMBER, nullable=False),
        sa.Column("granted_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licences")),
    )
    op.create_index(
        op.f("ix_licences_certificate_id_granted_block_granted_log"),
        "licences",
        ["certificate_id", "granted_block", "granted_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_licences_licensee_granted_block_granted_log"),
        "licences",
        ["licensee", "granted_block", "granted_log"],
        unique=False,
    )
    op.create_table(
        "licences_on",
        sa.Column("certificate_id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_licences_on")),
    )
    op.create_table(
        "links",
        sa.Column("id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.LargeBinary(), nullable=False),
        sa.Column("other_id", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("relation", sa.Integer(), nullable=False),
        sa.Column("document_digest", sa.LargeBinary(), nullable=False),
        sa.Column("linked_block", NUMBER, nullable=False),
        sa.Column("linked_transaction", NUMBER, nullable=False),
        sa.Column("linked_log", NUMBER, nullable=False),
        sa.Column("linked_at", NUMBER, nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    op.create_index(
        op.f("ix_links_certificate_id_linked_block_linked_log"),
        "links",
        ["certificate_id", "linked_block", "linked_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_links_other_id_linked_block_linked_log"),
        "links",
        ["other_id", "linked_block", "linked_log"],
        unique=False,
    )
    op.create_table(
        "links_on",
        sa.Column("certificate_id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("ids", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_links_on")),
    )
    op.create_table(
        "migrations",
        sa.Column("register", NUMBER, autoincrement=False, nullable=False),
        sa.Column("until", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("register", name=op.f("pk_migrations")),
    )
    op.create_table(
        "objections",
        sa.Column("id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("objector", NUMBER, nullable=False),
        sa.Column("ground", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("due_at", NUMBER, nullable=False),
        sa.Column("lapses_at", NUMBER, nullable=False),
        sa.Column("document_digest", sa.LargeBinary(), nullable=False),
        sa.Column("raised_block", NUMBER, nullable=False),
        sa.Column("raised_transaction", NUMBER, nullable=False),
        sa.Column("raised_log", NUMBER, nullable=False),
        sa.Column("raised_at", NUMBER, nullable=False),
        sa.Column("changed_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
    )
    op.create_index(
        op.f("ix_objections_certificate_id_raised_block_raised_log"),
        "objections",
        ["certificate_id", "raised_block", "raised_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_objections_objector_raised_block_raised_log"),
        "objections",
        ["objector", "raised_block", "raised_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_objections_stage_due_at_raised_block_raised_log"),
        "objections",
        ["stage", "due_at", "raised_block", "raised_log"],
        unique=False,
    )
    op.create_table(
        "pledge_objections",
        sa.Column("pledge_id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.LargeBinary(), nullable=False),
        sa.Column("objector", NUMBER, nullable=False),
        sa.Column("prove_by", NUMBER, nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.Integer(), nullable=False),
        sa.Column("document_digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pledge_id", name=op.f("pk_pledge_objections")),
    )
    op.create_index(op.f("ix_pledge_objections_certificate_id"), "pledge_objections", ["certificate_id"], unique=False)
    op.create_table(
        "publicity_objections",
        sa.Column("id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("application_id", sa.LargeBinary(), nullable=False),
        sa.Column("objector", NUMBER, nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("attempt", NUMBER, nullable=False),
        sa.Column("decide_by", NUMBER, nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("document_digest", sa.LargeBinary(), nullable=False),
        sa.Column("raised_at", NUMBER, nullable=False),
        sa.Column("decided_at", NUMBER, nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=False),
        sa.Column("decision_digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity_objections")),
    )
    op.create_index(
        op.f("ix_publicity_objections_application_id"), "publicity_objections", ["application_id"], unique=False
    )
    op.create_table(
        "regradings",
        sa.Column("certificate_id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("attestation_id", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_regradings")),
    )
    op.create_table(
        "renewal_requests",
        sa.Column("certificate_id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("decide_by", NUMBER, nullable=False),
        sa.Column("document_digest", sa.LargeBinary(), nullable=False),
        sa.Column("requested_block", NUMBER, nullable=False),
        sa.Column("requested_transaction", NUMBER, nullable=False),
        sa.Column("requested_log", NUMBER, nullable=False),
        sa.Column("requested_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_renewal_requests")),
    )
    op.create_index(
        op.f("ix_renewal_requests_decide_by_requested_block_requested_log"),
        "renewal_requests",
        ["decide_by", "requested_block", "requested_log"],
        unique=False,
    )
    op.create_table(
        "rules",
        sa.Column("key", NUMBER, autoincrement=False, nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rules")),
    )
    op.create_table(
        "rules_version",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules_version")),
    )
    op.create_table(
        "source_objections",
        sa.Column("id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("objector", NUMBER, nullable=False),
        sa.Column("outcome", sa.Integer(), nullable=False),
        sa.Column("document_digest", sa.LargeBinary(), nullable=False),
        sa.Column("raised_block", NUMBER, nullable=False),
        sa.Column("raised_transaction", NUMBER, nullable=False),
        sa.Column("raised_log", NUMBER, nullable=False),
        sa.Column("raised_at", NUMBER, nullable=False),
        sa.Column("settled_at", NUMBER, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_objections")),
    )
    op.create_index(
        op.f("ix_source_objections_certificate_id_raised_block_raised_log"),
        "source_objections",
        ["certificate_id", "raised_block", "raised_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_source_objections_objector_raised_block_raised_log"),
        "source_objections",
        ["objector", "raised_block", "raised_log"],
        unique=False,
    )
    op.create_table(
        "successions",
        sa.Column("id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.LargeBinary(), nullable=False),
        sa.Column("from_", NUMBER, nullable=False),
        sa.Column("to", NUMBER, nullable=False),
        sa.Column("ground", sa.Integer(), nullable=False),
        sa.Column("succeeded_block", NUMBER, nullable=False),
        sa.Column("succeeded_transaction", NUMBER, nullable=False),
        sa.Column("succeeded_log", NUMBER, nullable=False),
        sa.Column("succeeded_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_successions")),
    )
    op.create_index(
        op.f("ix_successions_certificate_id_succeeded_block_succeeded_log"),
        "successions",
        ["certificate_id", "succeeded_block", "succeeded_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_successions_from__succeeded_block_succeeded_log"),
        "successions",
        ["from_", "succeeded_block", "succeeded_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_successions_to_succeeded_block_succeeded_log"),
        "successions",
        ["to", "succeeded_block", "succeeded_log"],
        unique=False,
    )
    op.create_table(
        "surrenders",
        sa.Column("certificate_id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("surrendered", sa.Boolean(), nullable=False),
        sa.Column("document_digest", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_surrenders")),
    )
    op.add_column("certificates", sa.Column("version", NUMBER, nullable=False))
    op.add_column("entries", sa.Column("application_id", sa.LargeBinary(), nullable=True))
    op.add_column("entries", sa.Column("flags", NUMBER, nullable=True))
    op.create_index(
        "ix_entries_application_id_block_log",
        "entries",
        ["application_id", "block", "log"],
        unique=False,
        sqlite_where=sa.text("application_id IS NOT NULL"),
        postgresql_where=sa.text("application_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_entries_application_id_block_log",
        table_name="entries",
        sqlite_where=sa.text("application_id IS NOT NULL"),
        postgresql_where=sa.text("application_id IS NOT NULL"),
    )
    op.drop_column("entries", "flags")
    op.drop_column("entries", "application_id")
    op.drop_column("certificates", "version")
    op.drop_table("surrenders")
    op.drop_index(op.f("ix_successions_to_succeeded_block_succeeded_log"), table_name="successions")
    op.drop_index(op.f("ix_successions_from__succeeded_block_succeeded_log"), table_name="successions")
    op.drop_index(op.f("ix_successions_certificate_id_succeeded_block_succeeded_log"), table_name="successions")
    op.drop_table("successions")
    op.drop_index(op.f("ix_source_objections_objector_raised_block_raised_log"), table_name="source_objections")
    op.drop_index(op.f("ix_source_objections_certificate_id_raised_block_raised_log"), table_name="source_objections")
    op.drop_table("source_objections")
    op.drop_table("rules_version")
    op.drop_table("rules")
    op.drop_index(op.f("ix_renewal_requests_decide_by_requested_block_requested_log"), table_name="renewal_requests")
    op.drop_table("renewal_requests")
    op.drop_table("regradings")
    op.drop_index(op.f("ix_publicity_objections_application_id"), table_name="publicity_objections")
    op.drop_table("publicity_objections")
    op.drop_index(op.f("ix_pledge_objections_certificate_id"), table_name="pledge_objections")
    op.drop_table("pledge_objections")
    op.drop_index(op.f("ix_objections_stage_due_at_raised_block_raised_log"), table_name="objections")
    op.drop_index(op.f("ix_objections_objector_raised_block_raised_log"), table_name="objections")
    op.drop_index(op.f("ix_objections_certificate_id_raised_block_raised_log"), table_name="objections")
    op.drop_table("objections")
    op.drop_table("migrations")
    op.drop_table("links_on")
    op.drop_index(op.f("ix_links_other_id_linked_block_linked_log"), table_name="links")
    op.drop_index(op.f("ix_links_certificate_id_linked_block_linked_log"), table_name="links")
    op.drop_table("links")
    op.drop_table("licences_on")
    op.drop_index(op.f("ix_licences_licensee_granted_block_granted_log"), table_name="licences")
    op.drop_index(op.f("ix_licences_certificate_id_granted_block_granted_log"), table_name="licences")
    op.drop_table("licences")
    op.drop_table("keepers")
    op.drop_table("incentive_claims")
    op.drop_index(op.f("ix_freezes_organ_entered_block_entered_log"), table_name="freezes")
    op.drop_index(op.f("ix_freezes_certificate_id_entered_block_entered_log"), table_name="freezes")
    op.drop_table("freezes")
    op.drop_table("filings")
    op.drop_table("exit_notices")
    op.drop_table("evaluators")
    op.drop_index(op.f("ix_encumbrances_debtor_created_block_created_log"), table_name="encumbrances")
    op.drop_index(op.f("ix_encumbrances_creditor_created_block_created_log"), table_name="encumbrances")
    op.drop_index(op.f("ix_encumbrances_certificate_id_created_block_created_log"), table_name="encumbrances")
    op.drop_table("encumbrances")
    op.drop_table("encumbrance_lists")
    op.drop_index(op.f("ix_disputes_institution_noted_block_noted_log"), table_name="disputes")
    op.drop_index(op.f("ix_disputes_certificate_id_noted_block_noted_log"), table_name="disputes")
    op.drop_table("disputes")
    op.drop_index(op.f("ix_controls_certificate_id_entered_block_entered_log"), table_name="controls")
    op.drop_index(op.f("ix_controls_by_entered_block_entered_log"), table_name="controls")
    op.drop_table("controls")
    op.drop_table("contributions_on")
    op.drop_index(op.f("ix_contributions_investee_reserved_block_reserved_log"), table_name="contributions")
    op.drop_index(op.f("ix_contributions_contributor_reserved_block_reserved_log"), table_name="contributions")
    op.drop_index(op.f("ix_contributions_certificate_id_reserved_block_reserved_log"), table_name="contributions")
    op.drop_table("contributions")
    op.drop_index(op.f("ix_cases_register_due_at_application_id"), table_name="cases")
    op.drop_index(op.f("ix_cases_publicised_until_application_id"), table_name="cases")
    op.drop_index(op.f("ix_cases_applicant_due_at_application_id"), table_name="cases")
    op.drop_table("cases")
    op.drop_table("calendar")
    op.drop_table("burdens")
    op.drop_table("bookers")
    op.drop_index(op.f("ix_attestations_party_attested_block_attested_log"), table_name="attestations")
    op.drop_index(op.f("ix_attestations_kind_attested_block_attested_log"), table_name="attestations")
    op.drop_index(op.f("ix_attestations_certificate_id_attested_block_attested_log"), table_name="attestations")
    op.drop_index(op.f("ix_attestations_by_attested_block_attested_log"), table_name="attestations")
    op.drop_table("attestations")
