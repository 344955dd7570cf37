"""Rasa with its custom actions in this process.

Rasa checks each answer of an action server against a JSON schema, and the schema against its own each time: tens of
milliseconds, several times a turn. Our answers come from the SDK's executor, which has validated them already. So the
same actions, forms and processor are used without that check, by subclasses at the places where Rasa makes a
RemoteAction; they do nothing else than Rasa's own, save that a message is understood in the conversation that it stands
in, and that a form waits with its question while another is open.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, ActionExtractSlots, RemoteAction, action_for_name_or_text
from rasa.core.actions.forms import FormAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

import actions
from actions.steering import steer

log = logging.getLogger(__name__)


class InProcessActions(EndpointConfig):
    """Runs the custom actions by the SDK's own executor: no second server, no HTTP hop."""

    def __init__(self) -> None:
        # Actions that need the domain say so; sending it each time is the costliest part of a call.
        super().__init__(selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(actions.__name__)

    async def request(self, method: str = "post", *_args: Any, **kwargs: Any) -> Any:
        """What the action says and changes. One that fails is logged by kind and place only, and the person is told."""
        call = kwargs["json"]
        try:
            return await self._executor.run(call)
        except Exception as fault:  # noqa: BLE001 - Rasa would log the fault with its text and answer nothing
            place = traceback.extract_tb(fault.__traceback__)[-1]
            log.error("%s failed: %s in %s:%s", call["next_action"], type(fault).__name__, place.name, place.lineno)
            return {"events": [], "responses": [{"response": "utter_trouble"}]}


class InProcessAction(RemoteAction):
    """A custom action whose answer needs no second validation."""

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        return True


class InProcessSlots(ActionExtractSlots):
    """Rasa's slot extraction with our action that notes what a message tells."""

    async def _run_custom_action(self, custom_action: str, *where: Any) -> list[Event]:
        events = await InProcessAction(custom_action, self._action_endpoint).run(*where)
        return [event for event in events if isinstance(event, (SlotSet, BotUttered))]


class InProcessForm(FormAction):
    """Rasa's form with our actions that validate and ask."""

    async def activate(self, *_where: Any) -> list[Event]:
        """Nothing: what the message tells was noted before the form began; Rasa would note it all once more."""
        return []

    async def validate_slots(
        self,
        slot_candidates: dict[str, Any],
        tracker: DialogueStateTracker,
        domain: Domain,
        output_channel: Any,
        nlg: Any,
    ) -> list[Event]:
        candidates = [SlotSet(name, value) for name, value in slot_candidates.items()]
        seen = self._temporary_tracker(tracker, candidates, domain)
        action = InProcessAction(f"validate_{self.name()}", self.action_endpoint)
        events: list[Event] = await action.run(output_channel, nlg, seen, domain)
        return events

    async def _ask_for_slot(
        self, domain: Domain, nlg: Any, output_channel: Any, slot_name: str, tracker: DialogueStateTracker
    ) -> list[Event]:
        if tracker.get_slot("doubt"):
            return []
        name = self._name_of_utterance(domain, slot_name)
        action = InProcessAction(name, self.action_endpoint)
        events: list[Event] = await action.run(output_channel, nlg, tracker, domain)
        return events


def in_process(action: Action) -> Action:
    """The same action, in this process."""
    if type(action) is RemoteAction:
        return InProcessAction(action.name(), action.action_endpoint)
    if type(action) is FormAction:
        return InProcessForm(action.name(), action.action_endpoint)
    return action


class InProcessProcessor(MessageProcessor):
    """Rasa's processor, choosing the actions above; in a conversation, what is understood is steered."""

    async def parse_message(
        self, message: UserMessage, tracker: DialogueStateTracker | None = None, only_output_properties: bool = True
    ) -> dict[str, Any]:
        parsed: dict[str, Any] = await super().parse_message(message, tracker, only_output_properties)
        return steer(parsed, tracker.get_slot) if tracker else parsed

    def _get_action(self, action_name: str) -> Action:
        return in_process(action_for_name_or_text(action_name, self.domain, self.action_endpoint))

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> tuple[Action, PolicyPrediction]:
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        return in_process(action), prediction

    async def run_action_extract_slots(
        self, output_channel: Any, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        events = await InProcessSlots(self.action_endpoint).run(output_channel, self.nlg, tracker, self.domain)
        await self._send_bot_messages(events, tracker, output_channel)
        tracker.update_with_events(events, self.domain)
        return tracker


class InProcessAgent(Agent):
    """Rasa's agent with that processor."""

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        self.processor = InProcessProcessor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=self.action_endpoint,
            generator=self.nlg,
        )
        self.domain = self.processor.domain
        self.tracker_store.domain = self.domain
        self._set_fingerprint(fingerprint)
