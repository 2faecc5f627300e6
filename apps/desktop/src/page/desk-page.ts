import type { Bridge, Change, ClientName, DeskState, RequestRecord } from "../bridge/bridge.ts";
import { button, element, part } from "./element.ts";
import { policyView } from "./policy-view.ts";
import { requestView, spoken } from "./request-view.ts";
import { stacksView } from "./stacks-view.ts";

/** Shows the app behind a bridge, and asks it what the reader presses. */
export async function openPage(bridge: Bridge): Promise<void> {
  const state = await bridge.state();
  showState(state);
  bridge.onChange(showChange);
  onPress("call", () => bridge.request(chosenClient()));
  if ("url" in state.attack) onPress("attack", () => bridge.attack(chosenClient()));
}

function showState(state: DeskState): void {
  part("runtime").textContent = state.runtime;
  part("api").textContent = state.apiUrl;
  part("attack-note").textContent =
    "url" in state.attack ? ATTACK : `The attack cannot be played: ${state.attack.missing}.`;
  part("revision").textContent = `Revision ${state.policy.revision}`;
  part("notice").hidden = state.source === "live";
  part("notice").textContent = RECORDED;
  part("clients").replaceChildren(...state.clients.map(choiceView));
  part("policy").replaceChildren(...policyView(state.policy));
  part("stacks").replaceChildren(...stacksView(state.stacks));
  for (const request of state.requests) showRequest(request, false);
}

function choiceView(client: ClientName, index: number): HTMLElement {
  const chosen = index === 0 ? { checked: "" } : {};
  const radio = element("input", { type: "radio", name: "client", value: client, ...chosen });
  return element("label", { class: "choice" }, radio, element("span", {}, client));
}

function showChange(change: Change): void {
  if (change.kind === "stacks") {
    part("stacks").replaceChildren(...stacksView(change.stacks));
    return;
  }
  showRequest(change.request, true);
  part("announcer").textContent = spoken(change.request);
}

function showRequest(request: RequestRecord, fresh: boolean): void {
  const list = part("requests");
  list.prepend(requestView(request, fresh));
  while (list.childElementCount > MOST) list.lastElementChild?.remove();
  part("empty").hidden = true;
  const refused = list.querySelectorAll(".request.bad").length;
  part("tally").textContent = `${list.childElementCount} requests, ${refused} refused`;
}

/** While a request is on its way, nothing else is asked for. Focus stays where it was. */
function onPress(id: "call" | "attack", run: () => Promise<void>): void {
  const pressed = button(id);
  pressed.disabled = false;
  pressed.addEventListener("click", () => {
    if (part("caller").ariaBusy === "true") return;
    part("caller").ariaBusy = "true";
    run()
      .then(
        () => showProblem(""),
        (error: unknown) => showProblem(String(error)),
      )
      .finally(() => (part("caller").ariaBusy = "false"));
  });
}

function showProblem(text: string): void {
  part("problem").textContent = text;
  part("problem").hidden = text === "";
}

function chosenClient(): ClientName {
  const chosen = document.querySelector<HTMLInputElement>("input[name=client]:checked")?.value;
  return chosen === "renderer" || chosen === "node" ? chosen : "net.fetch";
}

const MOST = 200;

const RECORDED =
  "No app stands behind this page. It shows verdicts that were recorded from real connections.";

const ATTACK =
  "The network leads to an attacker. His CA is trusted by this machine, so ordinary TLS lets him in.";
