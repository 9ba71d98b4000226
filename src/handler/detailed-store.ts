/*
 * The orders table of an API whose history says who changed a status, and why. A part of order-store.ts that only the extended bundle has.
 */
import { detailsOf, STATUS_CHANGES, StatusDetails } from './domain/status-change';
import { OrderStore, StatusChange } from './order-store';
import { alsoAppending } from './order-update';

/** A change of status with what is known of it. */
export type DetailedChange = StatusChange & StatusDetails;

export class DetailedStore extends OrderStore {
  protected override updateOf(change: DetailedChange) {
    const update = super.updateOf(change);
    const details = detailsOf(change);
    return details ? alsoAppending(update, STATUS_CHANGES, details) : update;
  }
}
