import { accessSync, constants, mkdirSync, statfsSync, statSync } from 'node:fs'
import path from 'node:path'
import { LaunchFailure } from './failure.mjs'

/** Less than this free and Postgres cannot even begin. */
export const FREE_BYTES_MIN = 200 * 1024 * 1024

/**
 * Makes the data folder and sees that it can be used.
 * @param {string} folder absolute
 * @param {{ freeBytes?: (folder: string) => number }} [options] how to measure the disk
 * @throws {LaunchFailure} when it cannot be made or the disk is full; system errors for missing rights
 */
export function prepareDataFolder(folder, { freeBytes = freeBytesOf } = {}) {
  makeFolder(folder)
  accessSync(folder, constants.W_OK)
  if (freeBytes(folder) >= FREE_BYTES_MIN) return
  throw new LaunchFailure(
    `The disk of ${folder} is full: less than ${FREE_BYTES_MIN / 1024 / 1024} MB are free.`,
    'Free some space, or choose another folder with --data.',
  )
}

/** Level by level: a recursive mkdir never returns on file systems that answer "no such file" to it, like /proc. */
function makeFolder(folder) {
  const stat = statOf(folder)
  if (stat?.isDirectory()) return
  if (stat) throw cannotBeMade(folder)
  makeFolder(path.dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    if (error.code === 'EEXIST') return // another start made it first
    throw error.code === 'ENOENT' ? cannotBeMade(folder) : error
  }
}

function statOf(folder) {
  try {
    return statSync(folder, { throwIfNoEntry: false })
  } catch (error) {
    throw error.code === 'ENOTDIR' ? cannotBeMade(folder) : error // a file stands in the way
  }
}

function cannotBeMade(folder) {
  return new LaunchFailure(`${folder} cannot be made a folder.`, 'Choose another one with --data.')
}

function freeBytesOf(folder) {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
