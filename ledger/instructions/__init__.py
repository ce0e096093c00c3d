"""
The desk of an institution: what its officers prepare, approve and consent to, and how that comes to the chain.

    keyring    the keys that this house may sign with
    drafts     the next document of a certificate, before the act that names it
    agreeing   prepare, approve, consent, refuse, withdraw: who may, and what is asked of the facts each time
    reserved   the certificate numbers that instructions name
    sending    from what all have agreed to, to the block that holds it: signed, sent, followed; whatever process dies
    docket     what a registry or an applicant has open, what is due first first
    closed     the cases in which nothing more is done
    inbox      what a participant's officers are to know: what waits for them, what was done, what time brings

An instruction is a row of the service database (`store.service.instructions`); the act in it is filed as any other
(`desk.filing`), under the instruction's own id as its request key: so it is done once, whoever asks how often.
"""
