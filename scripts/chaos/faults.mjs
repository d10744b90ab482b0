/** What may go wrong, each with how often it is drawn. A fault resolves when whatever it took away has been put back or will come by itself. */
import { setTimeout as sleep } from 'node:timers/promises'
import { LEASE_MS } from './cluster.mjs'

/**
 * @typedef {object} Scene
 * @property {import('./cluster.mjs').Cluster} cluster
 * @property {import('./sink.mjs').Sink} sink
 * @property {import('./random.mjs').Random} random
 */

/** @type {readonly { name: string, weight: number, strike: (scene: Scene) => Promise<void> }[]} */
export const FAULTS = [
  { name: 'kill coordinator', weight: 14, strike: async ({ cluster, random }) => random.pick(cluster.coordinators).kill() },
  { name: 'kill executor', weight: 14, strike: async ({ cluster, random }) => random.pick(cluster.executors).kill() },
  { name: 'kill between execute and answer', weight: 14, strike: (scene) => aimed(scene, 'before-answer') },
  { name: 'kill between answer and acknowledge', weight: 14, strike: (scene) => aimed(scene, 'after-answer') },
  { name: 'kill api', weight: 4, strike: async ({ cluster, random }) => random.pick(cluster.servers.filter(({ roles }) => roles.includes('api'))).kill() },
  { name: 'pause executor beyond its lease', weight: 8, strike: ({ cluster, random }) => random.pick(cluster.executors).freeze(pauseOf(random)) },
  { name: 'pause coordinator beyond its lease', weight: 8, strike: ({ cluster, random }) => random.pick(cluster.coordinators).freeze(pauseOf(random)) },
  { name: 'kill Redis', weight: 8, strike: (scene) => redis(scene, false) },
  { name: 'kill Redis and delete its data', weight: 6, strike: (scene) => redis(scene, true) },
  { name: 'kill Postgres', weight: 6, strike: postgres },
  { name: 'kill everything at once', weight: 4, strike: everything },
]

/** Longer than a lease, so that somebody takes over while the silent one still believes in it. */
const pauseOf = (random) => LEASE_MS + random.between(500, 2500)

/** Strikes the executor whose effect arrives next, at that very moment; gives up when nothing arrives. */
async function aimed({ cluster, sink, random }, moment) {
  const struck = new Promise((resolve) => {
    sink.aimAtNext({
      moment,
      strike: (port) => {
        const executor = cluster.callerAt(port) ?? random.pick(cluster.executors)
        executor.kill()
        resolve(undefined)
      },
    })
  })
  await Promise.race([struck, sleep(5000)])
  sink.aimAtNext(undefined)
}

async function redis({ cluster, random }, wiped) {
  await cluster.killRedis({ wiped })
  await sleep(random.between(0, 1500))
  await cluster.raiseRedis()
}

async function postgres({ cluster, random }) {
  await cluster.killPostgres()
  await sleep(random.between(0, 1500))
  await cluster.raisePostgres()
}

async function everything({ cluster, random }) {
  for (const server of cluster.servers) server.kill()
  await Promise.all([cluster.killRedis({ wiped: random.chance(0.5) }), cluster.killPostgres()])
  await sleep(random.between(0, 1000))
  await Promise.all([cluster.raiseRedis(), cluster.raisePostgres()])
}

/** @param {import('./random.mjs').Random} random */
export function drawFault(random) {
  let left = random.fraction() * FAULTS.reduce((sum, { weight }) => sum + weight, 0)
  for (const fault of FAULTS) {
    left -= fault.weight
    if (left < 0) return fault
  }
  return FAULTS[0]
}
