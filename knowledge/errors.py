"""Knowledge errors: a document that can't be read, or an index that can't be asked."""

from conversation.errors import CallShadowError, ErrorCode


class KnowledgeError(CallShadowError):
    """Knowledge can't be read, kept or searched; the message says what to do."""

    code = ErrorCode.KNOWLEDGE_UNAVAILABLE


class DocumentError(KnowledgeError):
    """A document can't be read; the message names it, what is wrong with it and what is right."""

    code = ErrorCode.DOCUMENT_UNREADABLE
