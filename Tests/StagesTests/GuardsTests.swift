import Catalog
import Records
import Testing

@testable import Stages

struct GuardsTests {
    private func guards(_ text: String) throws -> Guards {
        var mistakes: [Mistake] = []
        let guards = Guards(shop: try StageShop.node(text), &mistakes)
        #expect(mistakes.isEmpty)
        return guards
    }

    @Test(
        arguments: [
            ("\"30%\"", 30, 100, false), ("\"30%\"", 31, 100, true), ("\"30%\"", 3, 10, false),
            ("\"0%\"", 0, 100, false), ("\"0%\"", 1, 1_000_000, true), ("\"30%\"", 0, 0, false),
            ("\"30%\"", 1, 0, true), ("0", 1, 3, true), ("0", 0, 3, false), ("10", 10, 11, false),
            ("10", 11, 1_000, true), ("\"20% and 10\"", 10, 10, false),
            ("\"20% and 10\"", 11, 54, true), ("\"20% and 10\"", 11, 55, false),
            ("\"12.5%\"", 1, 8, false), ("\"12.5%\"", 126, 1_000, true),
        ] as [(String, Int, Int, Bool)])
    func limits(_ limit: String, _ part: Int, _ whole: Int, _ trips: Bool) throws {
        let guards = try guards("{ zeroed: \(limit) }")
        var result = StageResult()
        let judge = GuardJudge(guards: guards, allowed: [])
        let failure = judge.judge(
            .zeroed, part: part, of: whole, what: "offers", rows: ["A"], &result)
        #expect((failure != nil) == trips)
        #expect(result.allowed == [])
        if let failure {
            let text = limit.filter { $0 != "\"" }
            #expect(
                failure.text
                    == "guard 'zeroed': \(part) of \(whole) offers; the limit is \(text)\n  A\n"
                    + "  --allow zeroed lets one run pass")
            #expect(failure.exit == .guarded)
        }
        let let1 = GuardJudge(guards: guards, allowed: [.zeroed])
        let passed = let1.judge(.zeroed, part: part, of: whole, what: "", rows: [], &result)
        #expect(passed == nil)
        #expect(result.allowed == (trips ? ["zeroed"] : []))
        let other = GuardJudge(guards: guards, allowed: [.raised])
        #expect(
            (other.judge(.zeroed, part: part, of: whole, what: "", rows: [], &result) != nil)
                == trips)
        #expect(judge.judge(.raised, part: 9, of: 9, what: "", rows: [], &result) == nil)
    }

    @Test func aStagesOwnStandBeforeTheShops() throws {
        let shop = try guards("{ zeroed: \"10%\", fewer: 5 }")
        let own = try guards("{ zeroed: \"50%\", highest: 9 }")
        let both = own.over(shop)
        #expect(both[.zeroed]?.text == "50%")
        #expect(both[.fewer]?.text == "5")
        #expect(both[.highest]?.count == 9)
        #expect(both[.raised] == nil)
    }
}
