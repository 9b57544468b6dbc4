/// One of Amazon's three regions; a seller account is of one.
package enum Region: String, CaseIterable, Sendable {
    case europe = "eu"
    case northAmerica = "na"
    case farEast = "fe"
}
