import Glibc

/// The time.
package enum Clock {
    /// Unix seconds.
    package static var now: Int64 { Int64(time(nil)) }

    /// Milliseconds since some moment: no one sets this clock.
    package static var steady: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
    }

    /// Waits until one of the descriptors can be read, or for so many milliseconds.
    package static func wait(_ descriptors: [Int32], upTo milliseconds: Int64) {
        var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let limit = Int32(clamping: max(0, milliseconds))
        _ = poll(&polled, nfds_t(polled.count), limit)
    }
}
