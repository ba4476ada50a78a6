//! The slow twin: every occurrence of every pattern, every definition word by word.
use crate::Row;
use crate::journeys::{Element, Journeys};
use journeymine_core::sequence::rules::Rules;
use journeymine_core::sequence::{Kind, Request};
use journeymine_core::sink::JOINED;
use std::collections::BTreeMap;

/// More patterns than these are too many to compare.
const MOST: usize = 1200;
/// Fewer where each is compared with each.
const MOST_PAIRS: usize = 400;
/// So many looks from a place to a later one are too many.
const MOST_LOOKS: usize = 4_000_000;

/// Elements of ascending codes.
type Pattern = Vec<Vec<u32>>;

/// Where an occurrence begins and ends; the beginning is left at 0 where no rule looks at it.
type Place = (usize, usize);

/// A pattern with all its occurrences in each journey.
struct Grown {
    pattern: Pattern,
    places: Vec<Vec<Place>>,
}

/// A pattern of the family and the journeys that hold it.
struct Member {
    pattern: Pattern,
    holders: Vec<bool>,
    support: u32,
}

/// All results in result order, as if `max_patterns` were not asked; `None` where there are too many patterns.
pub fn results(journeys: &Journeys, request: &Request) -> Option<Vec<Row>> {
    let (is_all, k) = match request.kind {
        Kind::All(k) => (true, k),
        Kind::Closed(k) | Kind::Generators(k) => (false, k),
        Kind::Maximal => (false, None),
    };
    let family = family(journeys, request, if is_all { MOST } else { MOST_PAIRS })?;
    let is_result = |member: &Member| is_of_kind(member, &family, request, journeys.rows.len());
    let admits = |member: &Member| {
        let length = length(&member.pattern);
        (request.lengths.min..=request.lengths.max).contains(&length) && is_wanted(&member.pattern, request)
    };
    let mut results: Vec<&Member> = family.iter().filter(|member| admits(member) && is_result(member)).collect();
    results.sort_by_key(|member| (u32::MAX - member.support, length(&member.pattern), &member.pattern));
    let rows = results.into_iter().map(|member| (steps(&member.pattern), member.support));
    Some(rows.take(k.unwrap_or(usize::MAX)).collect())
}

fn length(pattern: &Pattern) -> usize {
    pattern.iter().map(Vec::len).sum()
}

fn steps(pattern: &Pattern) -> Vec<u32> {
    let element = |codes: &Vec<u32>| -> Vec<u32> {
        codes.iter().enumerate().map(|(at, code)| if at == 0 { *code } else { code | JOINED }).collect()
    };
    pattern.iter().flat_map(element).collect()
}

/// Every frequent pattern of the family. A pattern without its last event occurs wherever the pattern does, so patterns
/// grow at their end; only where a journey must end with it, that is asked last.
fn family(journeys: &Journeys, request: &Request, most: usize) -> Option<Vec<Member>> {
    let mut codes = journeys.codes();
    codes.retain(|code| !request.excludes.contains(code));
    let longest = if let Kind::All(_) = request.kind { request.lengths.max } else { usize::MAX };
    let (mut members, mut n_grown, mut n_looks) = (vec![], 0, 0);
    let mut open: Vec<Grown> = codes.iter().map(|&code| beginning(journeys, request, code)).collect();
    while let Some(grown) = open.pop() {
        if grown.places.iter().filter(|places| !places.is_empty()).count() < request.min_support as usize {
            continue;
        }
        n_grown += 1;
        n_looks += journeys.rows.iter().zip(&grown.places).map(|(row, own)| row.len() * own.len()).sum::<usize>();
        if n_grown > most || n_looks > MOST_LOOKS {
            return None;
        }
        if length(&grown.pattern) < longest {
            open.extend(longer(journeys, request, &grown));
        }
        let holds = |(row, places): (&Vec<Element>, &Vec<Place>)| {
            places.iter().any(|&(_, last)| !request.rules.to_end || last + 1 == row.len())
        };
        let holders: Vec<bool> = journeys.rows.iter().zip(&grown.places).map(holds).collect();
        let support = holders.iter().filter(|holds| **holds).count() as u32;
        if support >= request.min_support {
            members.push(Member { pattern: grown.pattern, holders, support });
        }
    }
    Some(members)
}

fn beginning(journeys: &Journeys, request: &Request, code: u32) -> Grown {
    let places = |row: &Vec<Element>| {
        let all = 0..if request.rules.from_start { row.len().min(1) } else { row.len() };
        let first = |at| if request.rules.max_span.is_some() { at } else { 0 };
        all.filter(|&at| row[at].codes.contains(&code)).map(|at| (first(at), at)).collect()
    };
    Grown { pattern: vec![vec![code]], places: journeys.rows.iter().map(places).collect() }
}

/// The pattern with one more event: in a later element, or in the same one behind all that are there.
fn longer(journeys: &Journeys, request: &Request, grown: &Grown) -> Vec<Grown> {
    let mut places: BTreeMap<(bool, u32), Vec<Vec<Place>>> = BTreeMap::new();
    let last_code = grown.pattern.last().and_then(|element| element.last()).copied();
    for (s, (row, own)) in journeys.rows.iter().zip(&grown.places).enumerate() {
        let mut add = |is_joined, code: u32, place| {
            if !request.excludes.contains(&code) {
                places.entry((is_joined, code)).or_insert_with(|| vec![vec![]; journeys.rows.len()])[s].push(place);
            }
        };
        for &(first, last) in own {
            for &code in row[last].codes.iter().filter(|&&code| Some(code) > last_code) {
                add(true, code, (first, last));
            }
            for next in (last + 1..row.len()).filter(|&next| may_follow(&request.rules, row, first, last, next)) {
                row[next].codes.iter().for_each(|&code| add(false, code, (first, next)));
            }
        }
    }
    let with = |((is_joined, code), places): ((bool, u32), Vec<Vec<Place>>)| {
        let mut pattern = grown.pattern.clone();
        match pattern.last_mut() {
            Some(element) if is_joined => element.push(code),
            _ => pattern.push(vec![code]),
        }
        Grown { pattern, places: places.into_iter().map(distinct).collect() }
    };
    places.into_iter().map(with).collect()
}

fn may_follow(rules: &Rules, row: &[Element], first: usize, last: usize, next: usize) -> bool {
    let steps = (next - last) as u32;
    let gap = row[next].time.abs_diff(row[last].time);
    let span = row[next].time.abs_diff(row[first].time);
    rules.min_step_gap.is_none_or(|least| steps >= least)
        && rules.max_step_gap.is_none_or(|most| steps <= most)
        && rules.min_gap.is_none_or(|least| gap >= least)
        && rules.max_gap.is_none_or(|most| gap <= most)
        && rules.max_span.is_none_or(|most| span <= most)
}

fn distinct(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_unstable();
    places.dedup();
    places
}

/// Do the elements of `small` lie in elements of `big`, neighbours at most `most` apart there?
fn is_inside(small: &Pattern, big: &Pattern, most: Option<u32>) -> bool {
    let holds = |element: &Vec<u32>, at: usize| element.iter().all(|code| big[at].contains(code));
    let mut ends: Vec<usize> = (0..big.len()).filter(|&at| holds(&small[0], at)).collect();
    for element in &small[1..] {
        let reaches = |&at: &usize| {
            holds(element, at) && ends.iter().any(|&end| end < at && most.is_none_or(|most| at - end <= most as usize))
        };
        ends = (0..big.len()).filter(reaches).collect();
    }
    !ends.is_empty()
}

fn is_of_kind(member: &Member, family: &[Member], request: &Request, n_journeys: usize) -> bool {
    let most = request.rules.max_step_gap;
    let own = length(&member.pattern);
    let around = |with: &dyn Fn(&Member) -> bool| {
        let is_around = |other: &Member| length(&other.pattern) > own && with(other);
        family.iter().any(|other| is_around(other) && is_inside(&member.pattern, &other.pattern, most))
    };
    let covers = |other: &Member| member.holders.iter().zip(&other.holders).all(|(own, other)| !own || *other);
    match request.kind {
        Kind::All(_) => true,
        Kind::Closed(_) => !around(&covers),
        Kind::Maximal => !around(&|_| true),
        Kind::Generators(_) => {
            let is_within = |other: &Member| {
                length(&other.pattern) < own
                    && other.holders == member.holders
                    && is_inside(&other.pattern, &member.pattern, most)
            };
            member.support as usize != n_journeys && !family.iter().any(is_within)
        }
    }
}

fn is_wanted(pattern: &Pattern, request: &Request) -> bool {
    let wanted = &request.wanted;
    let any = |element: &Vec<u32>, events: &Option<Vec<u32>>| {
        events.as_ref().is_none_or(|events| events.iter().any(|event| element.contains(event)))
    };
    let holds = |events: &Vec<u32>| pattern.iter().any(|element| events.iter().all(|event| element.contains(event)));
    any(&pattern[0], &wanted.starts_with)
        && any(&pattern[pattern.len() - 1], &wanted.ends_with)
        && wanted.contains.iter().all(holds)
}
