/**
 * What one process does of the product's work. Processes of any mix share the work as long as they share the record and the hot store.
 * `api`: HTTP, WebSocket and pages. `coordinator`: completions, commands, timers, the drain and the reconciler. `executor`: nodes but
 * agents. `agent-runner`: agents. `relay`: recorded events to readers outside.
 */
export const ROLES = ['api', 'coordinator', 'executor', 'agent-runner', 'relay'] as const
export type Role = (typeof ROLES)[number]

const ALL = 'all'

/** The roles named in a list; undefined when a name is none of them. Empty and `all` mean every role. */
export function parseRoles(list: string): ReadonlySet<Role> | undefined {
  const names = list.split(',').flatMap((name) => (name.trim() ? [name.trim()] : []))
  if (names.length === 0 || names.includes(ALL)) return new Set(ROLES)
  const roles = names.filter((name): name is Role => ROLES.some((role) => role === name))
  return roles.length === names.length ? new Set(roles) : undefined
}
