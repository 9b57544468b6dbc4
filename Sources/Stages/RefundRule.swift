import Catalog
import Records

/// What of an order's line may be paid back: the whole rule, in ten-thousandths of its currency.
///
/// Refunds add up, over all time, to no more than was charged, for each component and for the line as a
/// whole. What was charged is net of promotions. Where prices include their tax, it is part of the principal
/// (Amazon refused a document with the tax beside it: Principal 999 and Tax 100, and took Principal 1099);
/// where Amazon collected the tax, Amazon pays it back itself.
struct RefundRule {
    enum Component: Int, CaseIterable {
        case principal, shipping, tax, shippingTax, giftWrap, giftWrapTax, returnShipping, goodwill
        /// Kept back.
        case restockingFee

        var name: String {
            switch self {
            case .principal: "principal"
            case .shipping: "shipping"
            case .tax: "tax"
            case .shippingTax: "shipping-tax"
            case .giftWrap: "gift-wrap"
            case .giftWrapTax: "gift-wrap-tax"
            case .returnShipping: "return-shipping"
            case .goodwill: "goodwill"
            case .restockingFee: "restocking-fee"
            }
        }

        var isTax: Bool { self == .tax || self == .shippingTax || self == .giftWrapTax }
        /// Never charged, so without a cap of its own: the line's holds.
        var isFree: Bool { self == .returnShipping || self == .goodwill }
    }

    /// Amounts by component; 0 where nothing is said.
    struct Amounts: Equatable {
        private var values = [Int64](repeating: 0, count: Component.allCases.count)

        init() {}

        subscript(component: Component) -> Int64 {
            get { values[component.rawValue] }
            set { values[component.rawValue] = newValue }
        }

        static func += (sum: inout Amounts, more: Amounts) {
            for component in Component.allCases { sum[component] += more[component] }
        }

        /// What the buyer gets of it.
        var net: Int64 {
            Component.allCases.reduce(0) {
                $0 + ($1 == .restockingFee ? -self[$1] : self[$1])
            }
        }

        /// What is paid back, whatever is kept.
        var gross: Int64 { net + self[.restockingFee] }

        var isEmpty: Bool { values.allSatisfy { $0 == 0 } }
    }

    /// How a marketplace's prices stand to tax.
    enum Taxes {
        /// Prices include it.
        case included
        /// It stands beside prices that do not show it, and belongs into the principal all the same.
        case beside
        /// The seller collected it: it is a component of its own.
        case collected
        /// Amazon collected it, and pays it back itself.
        case amazons
    }

    /// What was charged of the line, net of promotions.
    var charged = Amounts()
    let taxes: Taxes

    /// `collector` is who hands on the tax, as Amazon's report says it; blank where it does not.
    static func taxes(marketplace: String, collector: String) -> Taxes {
        if collector.lowercased().contains("amazon") { return .amazons }
        switch marketplace {
        case "JP": return .beside
        // Every state with a sales tax has Amazon collect it.
        case "US": return .amazons
        case "CA", "MX", "BR": return .collected
        default: return .included
        }
    }

    /// What of a component may still be paid back, where `used` was.
    func left(_ component: Component, _ used: Amounts) -> Int64 {
        let line = charged.gross - used.gross
        if component.isFree { return max(0, line) }
        return max(0, min(line, charged[component] - used[component]))
    }

    /// All that is left.
    func full(_ used: Amounts) -> Amounts {
        var amounts = Amounts()
        var counted = used
        for component in Component.allCases where component != .restockingFee && !component.isFree {
            amounts[component] = left(component, counted)
            counted[component] += amounts[component]
        }
        return amounts
    }

    /// Why a refund may not be told; nil where it may.
    func refusal(_ asked: Amounts, _ used: Amounts, currency: String) -> String? {
        func text(_ amount: Int64) -> String { "\(Kind.money.write(amount)) \(currency)" }
        for component in Component.allCases where component.isTax && asked[component] != 0 {
            switch taxes {
            case .collected: break
            case .included, .beside:
                return
                    "'\(component.name)' is no component here: prices include tax, so it belongs into the principal"
            case .amazons:
                return
                    "'\(component.name)' is no component here: Amazon collected the tax, and pays it back itself"
            }
        }
        if asked[.restockingFee] > asked.gross {
            return
                "'restocking-fee' of \(text(asked[.restockingFee])) is more than the refund of \(text(asked.gross))"
        }
        var counted = used
        for component in Component.allCases
        where component != .restockingFee && asked[component] != 0 {
            let left = left(component, counted)
            guard asked[component] > left else {
                counted[component] += asked[component]
                continue
            }
            let own = component.isFree ? charged.gross : charged[component]
            let all = component.isFree ? used.gross : used[component]
            return "\(component.name) of \(text(asked[component])) is more than is left: "
                + "\(text(own)) was charged\(component.isFree ? " for the line" : ""), "
                + "\(text(all)) is paid back or about to be"
                + (left > max(0, own - all) || left == own - all
                    ? "" : ", and \(text(left)) of the line is left")
        }
        return nil
    }
}
