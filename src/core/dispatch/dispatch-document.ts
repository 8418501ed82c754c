/** One open task, as it is handed to whoever works on the repository next. */
export type DispatchTask = {
  /** The hub's id, by which `PATCH /tasks/{id}` and `update_task_status` know it. */
  id: string;
  /** The id that stands in the file. */
  key: string;
  title: string;
  status: string | null;
  priority: string | null;
  needs_human: boolean;
};

/** Tasks of one kind: the first ones in order (priority, then place in the file), and how many there are. */
export type DispatchWorkstream = {
  id: string;
  title: string;
  /** Relative to the checkout's top. */
  workplan_file: string;
  /** To be worked on now. */
  pending_tasks: DispatchTask[];
  /** Blocked by something else. */
  blocked_tasks: DispatchTask[];
  /** Waiting for a person's word; blocked ones too. */
  needs_human_tasks: DispatchTask[];
  /** How many there are of each; the lists are cut. */
  counts: { pending: number; blocked: number; needs_human: number };
};

/** An open request to a person. */
export type DispatchIntervention = {
  id: string;
  title: string;
  task_id: string | null;
  task_key: string | null;
  workplan_file: string | null;
  created_at: string;
};

/** What a repository should work on next, the same for every door: snake_case keys, RFC 3339 UTC times. */
export type DispatchDocument = {
  repo_slug: string;
  active_goal: { id: string; title: string; description: string | null } | null;
  /** Workstreams with open tasks that are not closed themselves, the one with the most urgent task first. */
  active_workstreams: DispatchWorkstream[];
  human_interventions: DispatchIntervention[];
  last_state_synced_at: string | null;
  /** Over all of it, also what the lists leave out. */
  counts: {
    workstreams: number;
    pending: number;
    blocked: number;
    needs_human: number;
    interventions: number;
  };
};
