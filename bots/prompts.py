"""Prompt commands, `callshadow prompts review NAME`: what calls say of a prompt or of a rule.

coach@6/en: 240 shown in 31 calls, 12 withdrawn
  useful    18/41, 44% (30% to 59%) of the rated: used 10, useful 8, dismissed 23
"""

import argparse
import sys

from bots.prompt_draft import write_draft
from conversation.insights.question import By, Question
from conversation.insights.review.words import review_in_words
from pipeline.process_log import database_url
from pipeline.prompt_review import review_of
from server.schemas.review_schemas import ReviewOut
from settings import Settings
from stores.log.event_log import open_event_log


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the action; returns its exit code.

    Raises:
        UnknownNameError: No card is of such a prompt or rule.
        EventLogError: The log can't be read.
        PromptError: With --draft: there is no such prompt, or its draft can't be used.
        ModelError: With --draft: the model wrote none.
        DraftError: With --draft: there is no model, or no file can be written.
    """
    asked = Question(By.PROMPT, args.since, args.until, args.agent)
    async with open_event_log(database_url(settings)) as log:
        review = await review_of(log, args.name, asked, args.examples)
        if args.json:
            lines = [ReviewOut.of(review).model_dump_json(indent=1)]
        else:
            lines = list(review_in_words(review))
        for line in lines:
            sys.stdout.write(line + "\n")
        if args.draft:
            file = await write_draft(settings, log, review, args.prompt, args.output)
            print(f"callshadow: {file} is written; nothing uses it yet", file=sys.stderr)  # noqa: T201 - the command's answer
    return 0
