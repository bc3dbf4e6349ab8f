"""Terminal view of a call: each turn, and each card of advice."""

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from conversation.coaching.clauses import shown_quote
from conversation.events.event import CallEvent, EventType

VOICES = {"customer": "cyan", "agent": "bold"}
_CARD_COLUMNS = 88
_MOST_QUOTED = 160
URGENCY = {"low": "dim", "medium": "green", "high": "yellow", "critical": "red"}


class Terminal:
    """Prints the events of one call that a person cares about."""

    def __init__(self, console: Console):
        """Create a view that prints to `console`."""
        self._console = console
        self._said = dict[str, str]()  # turns' words, by their ids

    def show(self, event: CallEvent) -> None:
        """Print one event, if it says something to a person."""
        data = event.data
        match event.type:
            case EventType.TURN_FINAL:
                self._said[data["turn_id"]] = data["text"]
                voice = VOICES[data["speaker"]]
                at = f"{data['start_ms'] / 1000:6.1f} s"
                line = Table.grid(padding=(0, 2))
                line.add_row(
                    f"[dim]{at}[/dim]", f"[{voice}]{data['speaker']:>8}[/]", escape(data["text"])
                )
                self._console.print(line)
            case EventType.SUGGESTION_FINAL:
                self._console.print(self._card(data))
            case EventType.SUGGESTION_SUPPRESSED:
                self._console.print(f"[dim]{'':>9}   coach  (silent: {data['reason']})[/dim]")
            case EventType.OBLIGATION_UPDATED if data["state"] in {"missed", "violated"}:
                self._console.print(f"[red]{data['state']}[/]: {escape(data['title'])}")
            case EventType.STATUS if data["state"] != "ok":
                self._console.print(f"[yellow]{data['component']}[/]: {escape(data['detail'])}")
            case EventType.ERROR:
                self._console.print(f"[red]{data['error_code']}[/]: {escape(data['message'])}")
            case EventType.CALL_ENDED:
                seconds = data["duration_ms"] / 1000
                self._console.print(f"[dim]The call ended after {seconds:.0f} s.[/dim]")

    def _card(self, data: dict) -> Panel:
        lines = [f"[bold]{escape(data['headline'])}[/bold]"]
        lines += [f"Ask: {escape(question)}" for question in data["questions"][:1]]
        lines += [f"[dim]{escape(data['recommended_direction'])}[/dim]"]
        for item in data["evidence"][:1]:
            quote = shown_quote(self._said.get(item["turn_id"], ""), item["quote"])
            lines.append(f"[dim]Why: “{escape(quote)}”[/dim]")
        lines += [f"[dim]Source: {escape(_source(item))}[/dim]" for item in data["sources"][:1]]
        source = data["model"] or f"playbook {data['specialist']}"
        waited = data["latency_ms"]["from_speech_end_to_first"]
        return Panel(
            "\n".join(lines),
            title=f"advice · {escape(source)} · {data['priority']}",
            subtitle=f"{abs(waited)} ms {'before' if waited < 0 else 'after'} the last word",
            border_style=URGENCY[data["priority"]],
            width=min(_CARD_COLUMNS, self._console.width),
        )


def _source(item: dict) -> str:
    words = " ".join(item["passage"].split())
    if len(words) > _MOST_QUOTED:
        words = f"{words[:_MOST_QUOTED].rpartition(' ')[0]} …"
    return f"{item['title']}: “{words}”"
