export const minutesPerDay = 1440;

/** When the job starts: every `intervalMinutes`, the first `offsetMinutes` after midnight. */
export type Timetable = {
  /** 1 to 1440. */
  intervalMinutes: number;
  /** 0 to `intervalMinutes` - 1. */
  offsetMinutes: number;
};

/** Starts at each of the minutes in each of the hours, every day. */
export type DailyStarts = { hours: readonly number[]; minutes: readonly number[] };

export const everyHour: readonly number[] = Array.from({ length: 24 }, (_, hour) => hour);

/**
 * The timetable as times of the day, hours with the same minutes together. Null where the interval does
 * not divide the day: then no daily calendar can express it.
 */
export function dailyStarts(timetable: Timetable): DailyStarts[] | null {
  const { intervalMinutes, offsetMinutes } = timetable;
  if (minutesPerDay % intervalMinutes !== 0) return null;
  const byMinutes = new Map<string, { hours: number[]; minutes: number[] }>();
  for (const hour of everyHour) {
    const minutes = startsWithin(hour, intervalMinutes, offsetMinutes);
    if (minutes.length === 0) continue;
    const same = byMinutes.get(minutes.join());
    if (same) same.hours.push(hour);
    else byMinutes.set(minutes.join(), { hours: [hour], minutes });
  }
  return [...byMinutes.values()];
}

function startsWithin(hour: number, interval: number, offset: number): number[] {
  const minutes = Array.from({ length: 60 }, (_, minute) => minute);
  return minutes.filter((minute) => (hour * 60 + minute - offset) % interval === 0);
}

/** The nearest intervals below and above that divide the day. */
export function nearestDailyIntervals(intervalMinutes: number): number[] {
  const dividing = Array.from({ length: minutesPerDay }, (_, index) => index + 1).filter(
    (minutes) => minutesPerDay % minutes === 0,
  );
  const below = dividing.findLast((minutes) => minutes < intervalMinutes);
  const above = dividing.find((minutes) => minutes > intervalMinutes);
  return [below, above].filter((minutes) => minutes !== undefined);
}

/** The first start after `now` of a timetable that divides the day, in the machine's local time. */
export function nextDailyStart(timetable: Timetable, now: Date): Date {
  const { intervalMinutes, offsetMinutes } = timetable;
  const minuteOfDay = now.getHours() * 60 + now.getMinutes();
  const passed = Math.floor((minuteOfDay - offsetMinutes) / intervalMinutes) + 1;
  const next = new Date(now);
  next.setHours(0, offsetMinutes + passed * intervalMinutes, 0, 0);
  return next;
}
