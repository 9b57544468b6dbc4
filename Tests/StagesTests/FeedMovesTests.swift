import Catalog
import Records
import Testing

@testable import Stages

/// How far a value may move at once.
struct FeedMovesTests {
    @Test(
        arguments: [
            (1_000, 1_300, false), (1_000, 1_301, true), (1_000, 700, false), (1_000, 699, true),
            (1_000, 1_000, false), (0, 1_000, false), (1, 2, true), (499_0000, 4_9900, true),
        ] as [(Int64, Int64, Bool)])
    func thirtyPercent(_ old: Int64, _ new: Int64, _ isMore: Bool) {
        #expect(FeedMoves.isMore(old, new, than: 3_000) == isMore)
    }

    @Test(
        arguments: [
            (4_990_000, 49_900, "99%"), (1_000, 1_301, "30.1%"), (1_000_000, 1_300_001, "30.01%"),
            (3, 1, "66.67%"), (49_900, 4_990_000, "9900%"),
            (1, 999_999_999_999_999, "9999999999999.98%"),
        ] as [(Int64, Int64, String)])
    func shares(_ old: Int64, _ new: Int64, _ text: String) {
        let share = FeedMoves.share(old, new)
        if old == 1 {
            // Too large to be of use, and no overflow.
            #expect(share > 9_000_000_000_000_000_000 / 1_000)
        } else {
            #expect(Kind.percent.write(share) == text)
        }
    }
}
