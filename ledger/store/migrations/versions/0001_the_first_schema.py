"""
The first schema.

Revision 0001, after none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "blocks",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("parent", sa.LargeBinary(), nullable=False),
        sa.Column("time", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_blocks")),
    )
    op.create_index(op.f("ix_blocks_time"), "blocks", ["time"], unique=False)
    op.create_table(
        "certificates",
        sa.Column("id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("holder", NUMBER, nullable=False),
        sa.Column("applicant", NUMBER, nullable=False),
        sa.Column("rights", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("ordinal", NUMBER, nullable=False),
        sa.Column("valid_from", NUMBER, nullable=False),
        sa.Column("valid_to", NUMBER, nullable=False),
        sa.Column("flags", NUMBER, nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("document_digest", sa.LargeBinary(), nullable=False),
        sa.Column("issued_block", NUMBER, nullable=False),
        sa.Column("issued_transaction", NUMBER, nullable=False),
        sa.Column("issued_log", NUMBER, nullable=False),
        sa.Column("issued_at", NUMBER, nullable=False),
        sa.Column("changed_block", NUMBER, nullable=False),
        sa.Column("changed_transaction", NUMBER, nullable=False),
        sa.Column("changed_log", NUMBER, nullable=False),
        sa.Column("changed_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("number", name=op.f("uq_certificates_number")),
    )
    op.create_index(
        op.f("ix_certificates_holder_issued_block_issued_log"),
        "certificates",
        ["holder", "issued_block", "issued_log"],
        unique=False,
    )
    op.create_index(
        op.f("ix_certificates_issued_block_issued_log"), "certificates", ["issued_block", "issued_log"], unique=False
    )
    op.create_table(
        "charges",
        sa.Column("register", NUMBER, autoincrement=False, nullable=False),
        sa.Column("participant", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("register", name=op.f("pk_charges")),
    )
    op.create_index(op.f("ix_charges_participant"), "charges", ["participant"], unique=False)
    op.create_table(
        "claims",
        sa.Column("id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_certificate_id"), "claims", ["certificate_id"], unique=False)
    op.create_table(
        "cursor",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("time", NUMBER, nullable=False),
        sa.Column("head", NUMBER, nullable=False),
        sa.Column("seen_at", NUMBER, nullable=False),
        sa.Column("floor", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cursor")),
    )
    op.create_table(
        "entries",
        sa.Column("block", NUMBER, autoincrement=False, nullable=False),
        sa.Column("log", NUMBER, autoincrement=False, nullable=False),
        sa.Column("transaction", NUMBER, nullable=False),
        sa.Column("time", NUMBER, nullable=False),
        sa.Column("emitter", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("certificate_id", sa.LargeBinary(), nullable=True),
        sa.Column("sequence", NUMBER, nullable=True),
        sa.Column("participant", NUMBER, nullable=True),
        sa.Column("register", NUMBER, nullable=True),
        sa.Column("proposal", NUMBER, nullable=True),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("document_digest", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("block", "log", name=op.f("pk_entries")),
    )
    op.create_index(
        "ix_entries_certificate_id_sequence",
        "entries",
        ["certificate_id", "sequence"],
        unique=True,
        sqlite_where=sa.text("certificate_id IS NOT NULL"),
        postgresql_where=sa.text("certificate_id IS NOT NULL"),
    )
    op.create_index(
        "ix_entries_document_digest_block_log",
        "entries",
        ["document_digest", "block", "log"],
        unique=False,
        sqlite_where=sa.text("document_digest IS NOT NULL"),
        postgresql_where=sa.text("document_digest IS NOT NULL"),
    )
    op.create_index(
        "ix_entries_fingerprint_block_log",
        "entries",
        ["fingerprint", "block", "log"],
        unique=False,
        sqlite_where=sa.text("fingerprint IS NOT NULL"),
        postgresql_where=sa.text("fingerprint IS NOT NULL"),
    )
    op.create_index(
        "ix_entries_participant_block_log",
        "entries",
        ["participant", "block", "log"],
        unique=False,
        sqlite_where=sa.text("participant IS NOT NULL"),
        postgresql_where=sa.text("participant IS NOT NULL"),
    )
    op.create_index(
        "ix_entries_proposal_block_log",
        "entries",
        ["proposal", "block", "log"],
        unique=False,
        sqlite_where=sa.text("proposal IS NOT NULL"),
        postgresql_where=sa.text("proposal IS NOT NULL"),
    )
    op.create_index(
        "ix_entries_register_block_log",
        "entries",
        ["register", "block", "log"],
        unique=False,
        sqlite_where=sa.text("register IS NOT NULL"),
        postgresql_where=sa.text("register IS NOT NULL"),
    )
    op.create_table(
        "governance",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("threshold", NUMBER, nullable=False),
        sa.Column("ordinary_delay", NUMBER, nullable=False),
        sa.Column("grave_delay", NUMBER, nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("participants", NUMBER, nullable=False),
        sa.Column("proposals", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_governance")),
    )
    op.create_table(
        "keys",
        sa.Column("key", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("participant", NUMBER, nullable=False),
        sa.Column("duties", sa.Integer(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_keys")),
    )
    op.create_index(op.f("ix_keys_participant"), "keys", ["participant"], unique=False)
    op.create_table(
        "nouns",
        sa.Column("address", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("flags", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_nouns")),
    )
    op.create_table(
        "participants",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("roles", sa.Integer(), nullable=False),
        sa.Column("profile_digest", sa.LargeBinary(), nullable=False),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("keys", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_participants")),
        sa.UniqueConstraint("identity", name=op.f("uq_participants_identity")),
    )
    op.create_table(
        "proposals",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("target", sa.LargeBinary(), nullable=False),
        sa.Column("selector", sa.LargeBinary(), nullable=False),
        sa.Column("call_digest", sa.LargeBinary(), nullable=False),
        sa.Column("executable_at", NUMBER, nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("voters", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_proposals")),
    )
    op.create_table(
        "shares",
        sa.Column("certificate_id", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("place", NUMBER, autoincrement=False, nullable=False),
        sa.Column("holder", NUMBER, nullable=False),
        sa.Column("rights", sa.Integer(), nullable=False),
        sa.Column("share", NUMBER, nullable=False),
        sa.Column("issued_block", NUMBER, nullable=False),
        sa.Column("issued_log", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("certificate_id", "place", name=op.f("pk_shares")),
    )
    op.create_index(
        op.f("ix_shares_holder_issued_block_issued_log"),
        "shares",
        ["holder", "issued_block", "issued_log"],
        unique=False,
    )
    op.create_table(
        "undo",
        sa.Column("block", NUMBER, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("key", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("block", "kind", "key", name=op.f("pk_undo")),
    )


def downgrade() -> None:
    op.drop_table("undo")
    op.drop_index(op.f("ix_shares_holder_issued_block_issued_log"), table_name="shares")
    op.drop_table("shares")
    op.drop_table("proposals")
    op.drop_table("participants")
    op.drop_table("nouns")
    op.drop_index(op.f("ix_keys_participant"), table_name="keys")
    op.drop_table("keys")
    op.drop_table("governance")
    op.drop_index(
        "ix_entries_register_block_log",
        table_name="entries",
        sqlite_where=sa.text("register IS NOT NULL"),
        postgresql_where=sa.text("register IS NOT NULL"),
    )
    op.drop_index(
        "ix_entries_proposal_block_log",
        table_name="entries",
        sqlite_where=sa.text("proposal IS NOT NULL"),
        postgresql_where=sa.text("proposal IS NOT NULL"),
    )
    op.drop_index(
        "ix_entries_participant_block_log",
        table_name="entries",
        sqlite_where=sa.text("participant IS NOT NULL"),
        postgresql_where=sa.text("participant IS NOT NULL"),
    )
    op.drop_index(
        "ix_entries_fingerprint_block_log",
        table_name="entries",
        sqlite_where=sa.text("fingerprint IS NOT NULL"),
        postgresql_where=sa.text("fingerprint IS NOT NULL"),
    )
    op.drop_index(
        "ix_entries_document_digest_block_log",
        table_name="entries",
        sqlite_where=sa.text("document_digest IS NOT NULL"),
        postgresql_where=sa.text("document_digest IS NOT NULL"),
    )
    op.drop_index(
        "ix_entries_certificate_id_sequence",
        table_name="entries",
        sqlite_where=sa.text("certificate_id IS NOT NULL"),
        postgresql_where=sa.text("certificate_id IS NOT NULL"),
    )
    op.drop_table("entries")
    op.drop_table("cursor")
    op.drop_index(op.f("ix_claims_certificate_id"), table_name="claims")
    op.drop_table("claims")
    op.drop_index(op.f("ix_charges_participant"), table_name="charges")
    op.drop_table("charges")
    op.drop_index(op.f("ix_certificates_issued_block_issued_log"), table_name="certificates")
    op.drop_index(op.f("ix_certificates_holder_issued_block_issued_log"), table_name="certificates")
    op.drop_table("certificates")
    op.drop_index(op.f("ix_blocks_time"), table_name="blocks")
    op.drop_table("blocks")
