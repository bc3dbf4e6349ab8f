"""Module guards: how large modules and functions may be, and that each large one has its tests."""

import ast
import re
from collections import defaultdict

from tests.product import PRODUCT, ROOT, Module

LONGEST_MODULE = 200
LONGEST_FUNCTION = 40
TESTED_ABOVE = 80
CLOCK = "pubsub/clock.py"
WALL_CLOCK = re.compile(
    r"\b(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|gmtime|localtime))$"
)

LONGER_MODULES = {
    "conversation/events/payloads.py": "a type an event: docs/events.md as code",
}
"""The modules that are longer, each with the reason."""

LONGER_FUNCTIONS = {"pubsub/event_stream.py follow", "transports/twilio/play.py play"}
"""The functions that may be longer: one generator with its replay, and one with its arguments."""

SHARED_NAMES = {
    "Encoder": "a port of the coach's, and what the local embeddings need of it",
    "SharedCache": "a port of the knowledge's, and Redis behind it",
}
"""The names that classes of several modules have, each with the reason."""

TESTED_TOGETHER = {
    "stores/log/queries.py": "by test_event_reader.py, over both databases",
    "services/stt/deepgram/trial.py": "by test_deepgram_provider.py, as check asks",
    "services/stt/chain_member.py": "by test_recogniser_chain.py, in chains",
    "settings/addresses.py": "by test_values.py and test_sample_secrets.py, as settings",
    "transports/genesys/session_clock.py": "by test_genesys_session.py, with the session",
    "transports/genesys/source.py": "by test_genesys_sessions.py, over real sockets",
    "transports/streams/source.py": "by test_twilio_source.py, in a running input",
    "transports/streams/track_media.py": "by test_twilio_messages.py and test_telnyx_messages.py",
    "server/api_router.py": "by test_openapi.py and test_policy.py, as all routes",
    "server/app_state.py": "nothing but declarations",
    "evaluation/knowledge/samples.py": "by test_fit.py, as learnt from",
    "server/intake/document_intake.py": "by test_knowledge.py, over REST",
    "knowledge/reading/pdf/table_place.py": "by test_pdf_tables.py, with what the tables say",
    "knowledge/passage_search.py": "by test_library.py, on whole searches",
    "conversation/wall/cards.py": "by test_picture.py, on whole calls",
    "server/wall/": "by test_wall.py, with the board",
    "conversation/events/commands.py": "nothing but declarations",
    "conversation/coaching/cue_parser.py": "by test_cue_syntax.py, by what is made of cues",
    "conversation/events/call_parameters.py": "by test_stream_parameters.py and test_numbers.py",
    "conversation/coaching/consent_rule.py": "by test_consent.py, with the answers",
    "server/carriers/carrier.py": "nothing but declarations",
    "server/auth/session_cookie.py": "by test_sign_in.py, over real sockets",
    "server/auth/caller.py": "nothing but declarations",
    "server/routes/user_sessions.py": "by test_sign_in.py, over real sockets",
    "services/identity/logout_token.py": "by test_provider_logout.py, against the peer",
    "services/identity/provider.py": "by test_sign_in.py, against the peer",
    "server/auth/signed_in.py": "by test_sign_in.py and test_teams.py, over real sockets",
    "stores/databases/database_hosts.py": "by test_libpq.py, with the other parts of an address",
    "stores/recovery/restore_marker.py": "by test_backup.py, on a restore that is killed",
    "stores/access/audit_trail.py": "by test_audit.py, through the route",
    "stores/access/key_store.py": "by test_user_sessions.py, in both databases",
    "conversation/jobs/job.py": "nothing but declarations",
    "stores/search/": "by test_call_search.py, in both databases",
    "stores/jobs/": "by test_jobs.py, on whole jobs",
    "workflows/dbos_": "by test_killed.py, on real processes, and test_dbos_engine.py",
    "workflows/dispatcher.py": "by test_jobs.py, on whole jobs",
    "workflows/job_context.py": "by test_jobs.py, on whole jobs",
    "bots/arguments.py": "by test_cli.py, through the command",
    "bots/demo.py": "by test_cli.py, through the command",
    "bots/microphone.py": "by test_cli.py, through the command",
    "bots/knowledge_": "by test_knowledge.py, through the command",
    "bots/prompt_draft.py": "by test_prompts.py, through the command",
    "conversation/insights/totals.py": "by test_tally.py, with the tallies",
    "conversation/insights/review/": "by test_review.py, on whole reviews",
    "evaluation/shadow/": "by test_shadow.py, on whole calls",
    "pipeline/shadow/": "by test_shadow_desk.py, and test_shadows.py over real sockets",
    "bots/playbook_": "by test_playbook.py, through the command",
    "bots/worker_process.py": "by test_workers.py, on real ones",
    "coach/questions.py": "by test_coach.py, through the coach",
    "conversation/after_call/following/": "by test_following.py, on whole calls",
    "conversation/after_call/scorecard/": "by test_scorecard.py, on whole calls",
    "conversation/coaching/contradictions.py": "by test_linter.py, on whole files",
    "conversation/coaching/criterion.py": "by test_scorecard.py, with the measures",
    "server/schemas/scorecard_schemas.py": "by test_after_call.py, with the follow-through",
    "evaluation/following/": "by test_following_pairs.py, on the labelled pairs",
    "pipeline/retention.py": "by test_replicas.py, on a replica that is killed",
    "pubsub/shared_records.py": "by test_shared_sessions.py, on whole sessions",
    "pipeline/following.py": "by test_after_call.py, through the route",
    "coach/specialists/round.py": "by test_panel.py, on whole turns",
    "coach/specialists/specialist.py": "nothing but declarations",
    "conversation/after_call/summary/answer.py": "by test_summaries.py, on whole answers",
    "conversation/after_call/summary/call_reading.py": "by test_extractive.py, on whole calls",
    "conversation/after_call/summary/claims.py": "by test_summary_guard.py, on whole sentences",
    "conversation/after_call/summary/crm.py": "by test_extractive.py, on whole calls",
    "conversation/after_call/summary/faithful_summary.py": "by test_summaries.py, on answers",
    "conversation/after_call/summary/lead_reading.py": "by test_extractive.py, on whole calls",
    "conversation/after_call/summary/words/": "by test_summary_guard.py, on whole sentences",
    "conversation/coaching/answer_guard.py": "by test_output_guard.py, on whole answers",
    "conversation/specialists/trigger.py": "by test_selector.py, on whole turns",
    "services/stt/deepgram/results_message.py": "by test_deepgram_results.py, with the reader",
    "services/carriers/vonage_a": "by test_vonage_legs.py, over real sockets",
    "prompts/specialist.py": "by test_specialist_shelf.py, on whole files",
    "conversation/coaching/detection/act_words/": "by test_adjacency.py, on whole turns",
    "conversation/coaching/card.py": "nothing but declarations",
    "conversation/coaching/detection/stance_words/": "by test_stance.py, on whole turns",
    "conversation/after_call/section_words.py": "by test_sections.py, on whole notes",
    "conversation/coaching/guarding/words/": "by test_offences.py, on whole sentences",
    "conversation/insights/answer.py": "nothing but declarations",
    "conversation/models/spending.py": "by test_budget.py, with the rates",
    "coach/offer.py": "by test_board.py, as the board decides",
    "coach/ports.py": "nothing but declarations",
    "conversation/tracing.py": "nothing but declarations",
    "knowledge/backends/": "by test_library.py, through the library",
    "knowledge/catalogue.py": "by test_library.py, through the library",
    "knowledge/feedback.py": "by test_library.py, through the library",
    "knowledge/file_database.py": "by test_library.py, through the library",
    "knowledge/graph/edge_rows.py": "by test_lookup.py, through the library",
    "knowledge/keeper.py": "by test_library.py, through the library",
    "knowledge/ports.py": "nothing but declarations",
    "knowledge/reading/": "by test_reader.py, on whole files",
    "knowledge/tables.py": "by test_library.py, through the library",
    "knowledge/vectors.py": "by test_library.py, through the library",
    "conversation/memory/amounts.py": "by test_turn_reader.py, on whole turns",
    "conversation/memory/dates.py": "by test_turn_reader.py, on whole turns",
    "conversation/memory/people.py": "by test_turn_reader.py, on whole turns",
    "conversation/memory/words/": "by test_turn_reader.py, on whole turns",
    "conversation/events/payloads.py": "by test_contract.py, with the page and the console",
    "conversation/export/columns.py": "nothing but declarations",
    "conversation/export/html.py": "by test_formats.py, with the others",
    "conversation/export/words.py": "by test_formats.py, on whole files",
    "conversation/privacy/": "by test_redaction.py, on whole texts",
    "evaluation/utterances/": "by test_utterances.py, on a few texts",
    "evaluation/report/": "by test_report.py, on whole reports",
    "evaluation/scoring/result.py": "by test_evaluation.py, on whole calls",
    "evaluation/scoring/tally.py": "by test_figures.py, with the figures",
    "frames/turns.py": "nothing but declarations",
    "pipeline/build.py": "by test_call.py, on whole calls",
    "pipeline/delivery_attempts.py": "by test_write_back.py, against peers",
    "server/schemas/call_schemas.py": "by test_calls.py, as REST answers",
    "stores/log/record_reader.py": "by test_call_page.py and test_records.py, through the log",
    "server/schemas/delivery_schemas.py": "by test_deliveries.py, through the routes",
    "pipeline/call_lease.py": "by test_call_registry.py and test_call.py, with the registry",
    "prompts/review/": "by test_review.py, on whole playbooks",
    "pubsub/redis_outbox.py": "by test_redis_hub.py, on a real Redis",
    "pubsub/redis_subscriptions.py": "by test_redis_hub.py, on a real Redis",
    "server/error_handlers.py": "by test_errors.py and test_openapi.py, on whole answers",
    "server/routes/dial.py": "by test_carrier_control.py, over real sockets",
    "server/routes/attach.py": "by test_carrier_control.py, over real sockets",
    "server/schemas/insight_schemas.py": "by test_insights.py, as REST answers",
    "server/metrics/metrics.py": "by test_health.py, as Prometheus asks",
    "services/carriers/twilio_api.py": "by test_twilio_control.py, against the peer",
    "services/crm/": "by contract.py, against each vendor's peer",
    "services/delivery/target.py": "nothing but declarations",
    "services/chat/": "by test_channels.py, against the peer",
    "services/webhooks/target.py": "by test_write_back.py, against the peer",
    "services/indexes/": "by test_weaviate.py, against the peer",
    "services/llm/chain/": "by test_failover.py, on whole chains",
    "services/llm/dialects/": "by test_dialects.py, against peers",
    "services/llm/endpoint": "by test_dialects.py, against peers",
    "services/llm/model_chain.py": "by test_providers.py, with the rows",
    "stores/export/call_export.py": "by test_exports.py over REST, and test_parquet_export.py",
    "stores/tables/insight_schema.py": "by test_schema.py, with the other tables",
    "stores/insights/": "by test_insight_answers.py, in both databases",
    "services/tracing/otlp_span.py": "by test_otlp_tracer.py, on a whole call",
    "services/stt/connection.py": "nothing but declarations",
    "services/stt/deepgram/answer_fields.py": "by test_deepgram_results.py and test_turn_info.py",
    "services/stt/deepgram/flux_turns.py": "by test_turn_info.py, with the messages",
    "services/stt/pipecat_connection.py": "by test_pipecat_service.py, in calls",
    "workflows/summary_writer.py": "by test_summaries.py, through the summaries",
    "transports/genesys/start.py": "by test_genesys_session.py, with the session",
    "transports/twilio/twiml.py": "by test_twilio.py, through the webhook",
    "transports/recording/sound_header.py": "by test_sound_file.py, on whole files",
}
"""What has no test file of its own, each with the one that it has."""


def test_a_module_can_be_read_at_one_sitting() -> None:
    """No module has more than 200 lines, but for those with a reason, and each of those has."""
    long = {str(module) for module in PRODUCT if module.lines > LONGEST_MODULE}
    assert sorted(long) == sorted(LONGER_MODULES)


def test_a_function_can_be_seen_at_one_glance() -> None:
    """No function of the product has more than 40 lines, its docstring among them."""
    long = {
        f"{module} {function.name}"
        for module in PRODUCT
        for function in module.functions()
        if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    }
    assert sorted(long) == sorted(LONGER_FUNCTIONS)


def test_a_class_has_a_name_of_its_own() -> None:
    """No public class is called as one of another module: a reader who searches finds one."""
    homes = defaultdict[str, list[str]](list)
    for module in PRODUCT:
        for node in module.nodes:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(str(module))
    shared = {name: places for name, places in homes.items() if len(places) > 1}
    assert sorted(shared) == sorted(SHARED_NAMES), shared


def test_each_module_above_80_lines_has_a_test_file_of_its_name() -> None:
    """`stores/log/batch.py` is tested by a `test_batch.py` somewhere under `tests/stores/`.

    Where several folders have a module of that name, the folder's name may stand before it, as in
    `test_twilio_source.py`.
    """
    untested = [
        str(module) for module in PRODUCT if module.lines > TESTED_ABOVE and not _has_tests(module)
    ]
    together = {path: [m for m in untested if m.startswith(path)] for path in TESTED_TOGETHER}
    assert sorted(set(untested).difference(*together.values())) == []
    assert [path for path, modules in together.items() if not modules] == [], "needless by now"


def test_the_wall_clock_is_read_in_one_place() -> None:
    """`pubsub/clock.py` knows the time of day; every other module is handed it."""
    readers = [
        f"{module}:{call.lineno}"
        for module in PRODUCT
        if str(module) != CLOCK
        for call in module.nodes
        if isinstance(call, ast.Call) and WALL_CLOCK.search(ast.unparse(call.func))
    ]
    assert readers == []


def _has_tests(module: Module) -> bool:
    stem, folder = module.path.stem, module.path.parent.name
    names = {f"test_{stem}.py", f"test_{folder}_{stem}.py", f"test_{stem}_{folder[:-1]}.py"}
    return any(path.name in names for path in (ROOT / "tests" / module.folder).rglob("test_*.py"))
