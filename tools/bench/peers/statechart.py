"""The peer of Python's `transitions`: its machines hold what the calls and the session are in.

Read by orjson; the rest of the reduced machine is that of machine.py. statechart.py ROUNDS PATH
"""
import orjson
from transitions import Machine as Chart
from machine import HANDLERS, Machine, measure

CALL = [("callIncoming", "*", "ringing"), ("callDialed", "*", "dialing"),
        ("callAnswered", "ringing", "active"), ("callConnected", "dialing", "active"),
        ("callHeld", "active", "held"), ("callResumed", "held", "active"),
        ("callEnded", "*", "none")]
SESSION = [("sessionActivated", "*", "active"), ("sessionDeactivated", "*", "inactive"),
           ("interruptionBegan", "*", "inactive")]


class Region:
    """What a chart moves; the chart gives it its triggers."""

    def __init__(self, states, transitions):
        self.chart = Chart(self, states=states, initial=states[0], auto_transitions=False,
                           ignore_invalid_triggers=True)
        for trigger, source, dest in transitions:
            self.chart.add_transition(trigger, source, dest)


def run(lines):
    machine, counts, events = Machine(), {}, 0
    call = Region(["none", "ringing", "dialing", "active", "held"], CALL)
    session = Region(["inactive", "active"], SESSION)
    of_call = {trigger for trigger, _, _ in CALL}
    of_session = {trigger for trigger, _, _ in SESSION}
    for text in lines:
        line = orjson.loads(text)
        event = line.get("event")
        if event is None:
            if "trace" in line:
                machine.begin(line["devices"])
                call.chart.set_state("none")
                session.chart.set_state("inactive")
            continue
        handler = HANDLERS.get(event)
        if handler is not None:
            handler(machine, line)
        # The app's own calls are none of the chart's.
        if event in of_call and line["call"] == machine.call_name:
            call.trigger(event)
            machine.call = None if call.state == "none" else call.state
        elif event in of_session:
            session.trigger(event)
            machine.active = session.state == "active"
        route = machine.decide()
        counts[route] = counts.get(route, 0) + 1
        events += 1
    return events, counts


measure(run)
