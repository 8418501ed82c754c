import { ask, insist } from "../commands.ts";
import type { Machine } from "../machine.ts";
import { xmlText } from "../quoting.ts";
import { renderTemplate } from "../render-template.ts";
import {
  applyTask,
  hiddenCommand,
  planTask,
  readXml,
  taskState,
  whyNoTaskScheduler,
  windowsTask,
} from "../windows-task.ts";
import {
  installCommand,
  startCommand,
  type ServiceCommand,
  type ServiceManager,
} from "./service-manager.ts";

/** A task that starts when the user logs on, and again whenever it has ended. */
export const logonTask: ServiceManager = {
  name: "task-scheduler",

  unavailable: whyNoTaskScheduler,

  plan: (machine, command) =>
    planTask(machine, watchTask(machine), command && renderLogonTask(machine, command)),

  async apply(machine, edits) {
    if (edits.every((edit) => edit.after === null)) {
      await end(machine);
      await applyTask(machine, watchTask(machine), edits);
      return;
    }
    await applyTask(machine, watchTask(machine), edits);
    // One that runs already ignores it, one that was stopped is allowed to run again.
    await begin(machine);
  },

  start: begin,

  async stop(machine) {
    // One that may start would do so within minutes, for its trigger repeats.
    await insist(machine, "schtasks", ["/Change", "/TN", watchTask(machine).name, "/DISABLE"]);
    await end(machine);
  },

  async status(machine) {
    const task = watchTask(machine);
    if (readXml(task) === null) return null;
    const answer = await ask(machine, "schtasks", ["/Query", "/TN", task.name, "/XML"]);
    if (answer === null) return null;
    const running = taskState(answer.status === 0 ? answer.stdout : null, {
      gone: installCommand,
      disabled: startCommand,
    });
    return { via: "task-scheduler", running, pid: null, caveats: [] };
  },
};

async function begin(machine: Machine): Promise<void> {
  const { name } = watchTask(machine);
  await insist(machine, "schtasks", ["/Change", "/TN", name, "/ENABLE"]);
  await insist(machine, "schtasks", ["/Run", "/TN", name]);
}

/** A task that does not run is no error. */
async function end(machine: Machine): Promise<void> {
  await ask(machine, "schtasks", ["/End", "/TN", watchTask(machine).name]);
}

export function renderLogonTask(machine: Machine, command: ServiceCommand): string {
  return renderTemplate("task-scheduler-watch.xml", {
    user: xmlText(machine.user.name),
    ...hiddenCommand(command),
  });
}

const watchTask = (machine: Machine) => windowsTask(machine, "watch", "task-scheduler-watch.xml");
